package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;

/**
 * What the inputs of a graph's layers go through, if it changes them. DL4J has sequences that were
 * pooled over all steps for sequences still, and gives a layer that reads them, or what was made of
 * them, a preprocessor that would make rows of them, and lets them pass.
 */
final class PreProcessors {
  /** Layers that have of rows rows, whatever DL4J has them for. */
  private static final Set<Class<?>> LAYERS_ALIKE_OF_ROWS =
      Set.of(ActivationLayer.class, BatchNormalization.class, DropoutLayer.class);

  /** By position in the topological order: whether rows are made where DL4J may have sequences. */
  private final boolean[] pooled;

  PreProcessors(int vertices) {
    pooled = new boolean[vertices];
  }

  /**
   * That of a vertex; to be asked for in topological order.
   *
   * @param position of the vertex in that order
   * @param configuration of the vertex, not frozen
   * @param sources positions of what it reads
   */
  Optional<InputPreProcessor> of(
      int position,
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex,
      GraphVertex configuration,
      int[] sources) {
    Optional<InputPreProcessor> changing =
        vertex instanceof LayerVertex layer
            ? Optional.ofNullable(layer.getLayerPreProcessor())
                .filter(
                    given ->
                        !pooled[sources[0]]
                            || given.getClass() != RnnToFeedForwardPreProcessor.class)
            : Optional.empty();
    pooled[position] = makesRows(configuration, changing.isPresent(), sources);
    return changing;
  }

  /**
   * Whether a vertex makes rows where DL4J may have sequences.
   *
   * @param changed whether its input goes through a preprocessor
   */
  private boolean makesRows(GraphVertex vertex, boolean changed, int[] sources) {
    if (!(vertex instanceof org.deeplearning4j.nn.conf.graph.LayerVertex layerVertex)) {
      // The first input of a routing vertex is its router.
      boolean routing = vertex instanceof RoutingVertex;
      return (routing || Kernels.isAlikeOfRows(vertex))
          && Arrays.stream(sources).skip(routing ? 1 : 0).allMatch(source -> pooled[source]);
    }
    var layer = Unfrozen.layer(layerVertex.getLayerConf().getLayer());
    if (layer instanceof GlobalPoolingLayer pooling) {
      // Also of rows of steps, of which a preprocessor makes sequences first.
      int[] dimensions = pooling.getPoolingDimensions();
      return pooling.isCollapseDimensions() && (dimensions == null || dimensions.length == 1);
    }
    return !changed && LAYERS_ALIKE_OF_ROWS.contains(layer.getClass()) && pooled[sources[0]];
  }
}
