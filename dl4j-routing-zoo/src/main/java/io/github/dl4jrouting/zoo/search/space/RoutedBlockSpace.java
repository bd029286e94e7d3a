package io.github.dl4jrouting.zoo.search.space;

import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.layers.LayerSpace;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * {@link io.github.dl4jrouting.RoutedBlock} for Arbiter: a block of layer spaces, its bypass, a
 * router and the vertex that joins them, under the same names.
 *
 * <pre>{@code
 * ComputationGraphSpace.Builder graph = new ComputationGraphSpace.Builder();
 * new RoutedBlockSpace("block1", dense).residual().router(router).addTo(graph, "stem");
 * }</pre>
 *
 * <p>Two blocks that are given the same space object get equal layers.
 */
public final class RoutedBlockSpace {
  private final String name;
  private final List<LayerSpace<? extends Layer>> layers;
  private LayerSpace<? extends RoutingLayer> router = new RouterLayerSpace.Builder().build();
  private LayerSpace<? extends Layer> bypass = new SkipConnectionLayerSpace.Builder().build();
  private boolean residual;

  /**
   * A block behind a linear router, with a bypass that starts at zero.
   *
   * @param name name of the block's output vertex, and prefix of the others
   * @param layers the block, first to last
   * @throws IllegalArgumentException if there are no layers
   */
  @SafeVarargs
  public RoutedBlockSpace(String name, LayerSpace<? extends Layer>... layers) {
    this.name = Objects.requireNonNull(name, "name");
    this.layers = List.of(layers);
    if (layers.length == 0) {
      throw new IllegalArgumentException(
          "Block \"" + name + "\": expected at least one layer space, found none");
    }
  }

  /**
   * Adds the input to the block's output, and makes the input itself the bypass.
   *
   * @return this
   */
  public RoutedBlockSpace residual() {
    this.residual = true;
    return this;
  }

  /**
   * Sets what decides.
   *
   * @param decider such as a {@link RouterLayerSpace} or an {@link ActivityGateLayerSpace}
   * @return this
   */
  public RoutedBlockSpace router(LayerSpace<? extends RoutingLayer> decider) {
    this.router = Objects.requireNonNull(decider, "router");
    return this;
  }

  /**
   * Sets the bypass of a block that is not residual.
   *
   * @param space default a {@link SkipConnectionLayerSpace} with nothing to search
   * @return this
   */
  public RoutedBlockSpace bypass(LayerSpace<? extends Layer> space) {
    this.bypass = Objects.requireNonNull(space, "bypass");
    return this;
  }

  /**
   * Adds the block to a graph space.
   *
   * @param graph the graph space being built
   * @param input name of the vertex that feeds the block
   * @return the same builder
   */
  public ComputationGraphSpace.Builder addTo(ComputationGraphSpace.Builder graph, String input) {
    String last = input;
    for (int i = 0; i < layers.size(); i++) {
      graph.addLayer(name + "-" + i, layers.get(i), last);
      last = name + "-" + i;
    }
    String around = input;
    if (!residual) {
      around = name + "-bypass";
      graph.addLayer(around, bypass, input);
    }
    graph.addLayer(name + "-router", router, input);
    RoutingVertex routing = residual ? RoutingVertex.residual(name) : new RoutingVertex();
    return graph.addVertex(name, routing, name + "-router", last, around);
  }
}
