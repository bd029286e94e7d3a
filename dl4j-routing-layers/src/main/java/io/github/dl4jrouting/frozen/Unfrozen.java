package io.github.dl4jrouting.frozen;

import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/**
 * What is inside the wrappers that freezing puts around layers and vertices. Freezing changes how a
 * network is trained, not what it computes: whoever asks what a layer or vertex is, asks here.
 */
public final class Unfrozen {
  private Unfrozen() {}

  /**
   * A vertex without its wrappers.
   *
   * @param vertex a configuration, frozen or not
   * @return what it computes
   */
  public static GraphVertex vertex(GraphVertex vertex) {
    return vertex instanceof FrozenVertex frozen ? vertex(frozen.getUnderlying()) : vertex;
  }

  /**
   * A layer's configuration without its wrappers.
   *
   * @param layer a configuration, frozen or not
   * @return what it computes
   */
  public static org.deeplearning4j.nn.conf.layers.Layer layer(
      org.deeplearning4j.nn.conf.layers.Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return layer(frozen.getLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen ? layer(frozen.getUnderlying()) : layer;
  }

  /**
   * A layer of a built network without its wrappers.
   *
   * @param layer a layer, frozen or not
   * @return what it computes
   */
  public static Layer layer(Layer layer) {
    if (layer instanceof org.deeplearning4j.nn.layers.FrozenLayer frozen) {
      return layer(frozen.getInsideLayer());
    }
    return layer instanceof org.deeplearning4j.nn.layers.FrozenLayerWithBackprop frozen
        ? layer(frozen.getInsideLayer())
        : layer;
  }

  /**
   * The configuration of a layer of a built network, without wrappers.
   *
   * @param layer a layer, frozen or not
   * @return what it computes
   */
  public static org.deeplearning4j.nn.conf.layers.Layer configuration(Layer layer) {
    return layer(layer(layer).conf().getLayer());
  }

  /**
   * The configuration of a layer of a graph, without wrappers.
   *
   * @param graph a configuration
   * @param name name of a vertex
   * @return what it computes; empty where there is no such vertex, or it holds no layer
   */
  public static Optional<org.deeplearning4j.nn.conf.layers.Layer> layer(
      ComputationGraphConfiguration graph, String name) {
    return graph.getVertices().containsKey(name)
            && vertex(graph.getVertices().get(name)) instanceof LayerVertex vertex
        ? Optional.of(layer(vertex.getLayerConf().getLayer()))
        : Optional.empty();
  }
}
