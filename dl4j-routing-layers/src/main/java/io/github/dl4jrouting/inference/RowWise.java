package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.vertex.ChannelMergeVertex;
import io.github.dl4jrouting.vertex.ResidualVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;

/**
 * How a vertex treats the rows of a batch, which decides whether it may see some of them alone. A
 * type that is not known to work row by row (a custom layer, say) gets the whole batch.
 *
 * @param independent whether a row of the output depends on the same row of the inputs alone
 * @param keepsRows whether, of inputs with one row a sample, the output has one too
 * @param restoresRows whether the output has one row a sample where the input has one a time step
 */
record RowWise(boolean independent, boolean keepsRows, boolean restoresRows) {
  private static final RowWise YES = new RowWise(true, true, false);
  private static final RowWise MIXING = new RowWise(false, false, false);
  private static final Set<Class<? extends GraphVertex>> VERTICES =
      Set.of(
          AttentionVertex.class,
          ChannelMergeVertex.class,
          DuplicateToTimeSeriesVertex.class,
          ElementWiseVertex.class,
          L2NormalizeVertex.class,
          L2Vertex.class,
          LastTimeStepVertex.class,
          MergeVertex.class,
          PoolHelperVertex.class,
          ResidualVertex.class,
          ReverseTimeSeriesVertex.class,
          RoutingVertex.class,
          ScaleVertex.class,
          ShiftVertex.class,
          SubsetVertex.class);

  /** Those of DL4J's layers that are made of SameDiff and keep rows apart. */
  private static final Set<Class<? extends Layer>> SAME_DIFF =
      Set.of(
          LearnedSelfAttentionLayer.class,
          LocallyConnected1D.class,
          LocallyConnected2D.class,
          RecurrentAttentionLayer.class,
          SelfAttentionLayer.class);

  private static final Set<Class<? extends InputPreProcessor>> PREPROCESSORS =
      Set.of(
          Cnn3DToFeedForwardPreProcessor.class,
          CnnToFeedForwardPreProcessor.class,
          FeedForwardToCnn3DPreProcessor.class,
          FeedForwardToCnnPreProcessor.class);

  /**
   * How a vertex does.
   *
   * @param preProcessor what a layer's input goes through, if it changes it
   */
  static RowWise of(GraphVertex vertex, Optional<InputPreProcessor> preProcessor) {
    if (vertex instanceof LayerVertex layer) {
      return of(Unfrozen.layer(layer.getLayerConf().getLayer()), preProcessor);
    }
    return VERTICES.contains(vertex.getClass()) ? YES : MIXING;
  }

  private static RowWise of(Layer layer, Optional<InputPreProcessor> preProcessor) {
    boolean plain = preProcessor.isEmpty() || PREPROCESSORS.contains(preProcessor.get().getClass());
    boolean restores =
        preProcessor.isPresent()
            && preProcessor.get().getClass() == FeedForwardToRnnPreProcessor.class;
    return plain && isKnown(layer) ? YES : new RowWise(false, false, restores && isKnown(layer));
  }

  private static boolean isKnown(Layer layer) {
    String type = layer.getClass().getName();
    return (type.startsWith("org.deeplearning4j.nn.conf.")
            || type.startsWith("io.github.dl4jrouting."))
        && !(layer instanceof SpaceToBatchLayer)
        && (!(layer instanceof AbstractSameDiffLayer) || SAME_DIFF.contains(layer.getClass()));
  }
}
