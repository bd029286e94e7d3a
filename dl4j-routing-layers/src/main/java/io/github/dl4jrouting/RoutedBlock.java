package io.github.dl4jrouting;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.vertex.ResidualVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/**
 * A block of layers, its bypass, a router and the vertex that joins them, added to a graph in one
 * call.
 *
 * <pre>{@code
 * new RoutedBlock("block1", dense1, dense2).residual().addTo(graph, "stem");
 * new RoutedBlock("block2", dense3, dense4).residual().addTo(graph, "block1");
 * graph.addLayer("out", output, "block2");
 * }</pre>
 *
 * <p>The output is y = p₀ · F(x) + p₁ · w x for a plain block, and y = p₀ · a(x + F(x)) + p₁ · x
 * for a residual one, a being the identity unless told otherwise. The vertices are {@code NAME-0},
 * {@code NAME-1}, … (the layers), {@code NAME-add} and {@code NAME-activation} (residual with an
 * activation; without one the {@link RoutingVertex} adds), {@code NAME-bypass} (unless residual),
 * {@code NAME-router}, and {@code NAME} itself.
 *
 * <p>The graph gets copies of the layers, so that one description of a layer, a router or a bypass
 * can serve several blocks.
 */
public final class RoutedBlock {
  private final String name;
  private final List<Layer> layers;
  private RoutingLayer router = new RouterLayer.Builder().build();
  private Layer bypass = new SkipConnectionLayer.Builder().build();
  private boolean residual;
  private Activation afterAddition = Activation.IDENTITY;

  /**
   * A block behind a linear router, with a zero-initialised {@link SkipConnectionLayer} as its
   * bypass.
   *
   * @param name name of the block's output vertex, and prefix of the others
   * @param layers the block, first to last
   * @throws IllegalArgumentException if there are no layers, or one of them is null
   */
  public RoutedBlock(String name, Layer... layers) {
    if (name == null) {
      throw new IllegalArgumentException(
          "RoutedBlock: expected a name for the block, found null. It names the block's output.");
    }
    this.name = name;
    if (layers == null || layers.length == 0) {
      throw new IllegalArgumentException(
          "Block \"" + name + "\": expected at least one layer, found none");
    }
    for (int i = 0; i < layers.length; i++) {
      given(layers[i], "a layer at position " + i);
    }
    this.layers = List.of(layers);
  }

  private <T> T given(T value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(
          "Block \"" + name + "\": expected " + what + ", found null");
    }
    return value;
  }

  /**
   * Adds the input to the block's output, and makes the input itself the bypass. The block must
   * keep the shape.
   *
   * @return this
   */
  public RoutedBlock residual() {
    return residual(Activation.IDENTITY);
  }

  /**
   * Adds the input to the block's output, applies an activation function, and makes the input
   * itself the bypass: the block of the first ResNets (He et al. 2015, arXiv 1512.03385), which end
   * in ReLU. Where x is the output of the same ReLU, as in a row of such blocks, going around is
   * exactly what computing F(x) = 0 would be.
   *
   * @param activation function of x + F(x), on the through path alone
   * @return this
   */
  public RoutedBlock residual(Activation activation) {
    this.residual = true;
    this.afterAddition = given(activation, "an activation function after the addition");
    return this;
  }

  /**
   * Sets what decides: a {@link RouterLayer}, or a gate.
   *
   * @param decider a routing layer with two paths
   * @return this
   * @throws IllegalArgumentException if it has another number of paths
   */
  public RoutedBlock router(RoutingLayer decider) {
    given(decider, "a router");
    if (decider.paths() != 2) {
      throw new IllegalArgumentException(
          "Block \""
              + name
              + "\": expected a router over 2 paths, through and bypass, found "
              + decider.paths()
              + ". For more paths, add the vertices and a RoutingVertex by hand.");
    }
    this.router = decider;
    return this;
  }

  /**
   * Sets the bypass of a block that is not residual; a projection where the block changes the
   * shape.
   *
   * @param layer default a {@link SkipConnectionLayer} that starts at zero
   * @return this
   */
  public RoutedBlock bypass(Layer layer) {
    this.bypass = given(layer, "a bypass");
    return this;
  }

  /**
   * Adds the block to a graph.
   *
   * @param graph the graph being built
   * @param input name of the vertex that feeds the block
   * @return the same graph builder
   * @throws IllegalArgumentException if the block is residual, and its layers' nIn and nOut, where
   *     they are given, say that it changes the number of features
   */
  public GraphBuilder addTo(GraphBuilder graph, String input) {
    given(graph, "a graph builder");
    given(input, "the name of the vertex that feeds it");
    if (residual) {
      checkFeatures();
    }
    String last = input;
    for (int i = 0; i < layers.size(); i++) {
      graph.addLayer(name + "-" + i, layers.get(i).clone(), last);
      last = name + "-" + i;
    }
    RoutingVertex routing = new RoutingVertex();
    String around = input;
    if (!residual) {
      around = name + "-bypass";
      graph.addLayer(around, bypass.clone(), input);
    } else if (afterAddition == Activation.IDENTITY) {
      routing = RoutingVertex.residual(name);
    } else {
      graph.addVertex(name + "-add", new ResidualVertex(name), input, last);
      last = name + "-activation";
      graph.addLayer(last, new ActivationLayer(afterAddition), name + "-add");
    }
    graph.addLayer(name + "-router", router.clone(), input);
    return graph.addVertex(name, routing, name + "-router", last, around);
  }

  /** Without input types nobody else would notice before the first forward pass. */
  private void checkFeatures() {
    long in = Unfrozen.layer(layers.get(0)) instanceof FeedForwardLayer first ? first.getNIn() : 0;
    int last = layers.size() - 1;
    while (last > 0 && keepsFeatures(Unfrozen.layer(layers.get(last)))) {
      last--;
    }
    long out =
        Unfrozen.layer(layers.get(last)) instanceof FeedForwardLayer weighted
            ? weighted.getNOut()
            : 0;
    if (in > 0 && out > 0 && in != out) {
      throw new IllegalArgumentException(
          ResidualVertex.fault(name, in + " features (nIn)", out + " features (nOut)"));
    }
  }

  private static boolean keepsFeatures(Layer layer) {
    return layer instanceof ActivationLayer
        || layer instanceof DropoutLayer
        || layer instanceof BatchNormalization;
  }
}
