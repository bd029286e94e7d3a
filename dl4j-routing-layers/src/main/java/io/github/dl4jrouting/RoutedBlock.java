package io.github.dl4jrouting;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

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
 * <p>The output is y = p₀ · F(x) + p₁ · w x for a plain block, and y = p₀ · (x + F(x)) + p₁ · x for
 * a residual one. The vertices are {@code NAME-0}, {@code NAME-1}, … (the layers), {@code NAME-add}
 * (residual), {@code NAME-bypass} (unless residual), {@code NAME-router}, and {@code NAME} itself.
 */
public final class RoutedBlock {
  private final String name;
  private final List<Layer> layers;
  private RoutingLayer router = new RouterLayer.Builder().build();
  private Layer bypass = new SkipConnectionLayer.Builder().build();
  private boolean residual;

  /**
   * A block behind a linear router, with a zero-initialised {@link SkipConnectionLayer} as its
   * bypass.
   *
   * @param name name of the block's output vertex, and prefix of the others
   * @param layers the block, first to last
   * @throws IllegalArgumentException if there are no layers
   */
  public RoutedBlock(String name, Layer... layers) {
    this.name = Objects.requireNonNull(name, "name");
    this.layers = List.of(layers);
    if (layers.length == 0) {
      throw new IllegalArgumentException(
          "Block \"" + name + "\": expected at least one layer, found none");
    }
  }

  /**
   * Adds the input to the block's output, and makes the input itself the bypass. The block must
   * keep the shape.
   *
   * @return this
   */
  public RoutedBlock residual() {
    this.residual = true;
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
    this.bypass = Objects.requireNonNull(layer, "bypass");
    return this;
  }

  /**
   * Adds the block to a graph.
   *
   * @param graph the graph being built
   * @param input name of the vertex that feeds the block
   * @return the same graph builder
   */
  public GraphBuilder addTo(GraphBuilder graph, String input) {
    String last = input;
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      graph.addLayer(name + "-" + i, layers.get(i), last);
      last = name + "-" + i;
    }
    if (residual) {
      graph.addVertex(name + "-add", new ElementWiseVertex(ElementWiseVertex.Op.Add), input, last);
      paths.add(name + "-add");
      paths.add(input);
    } else {
      graph.addLayer(name + "-bypass", bypass, input);
      paths.add(last);
      paths.add(name + "-bypass");
    }
    graph.addLayer(name + "-router", router, input);
    return graph.addVertex(name, new RoutingVertex(), name + "-router", paths.get(0), paths.get(1));
  }
}
