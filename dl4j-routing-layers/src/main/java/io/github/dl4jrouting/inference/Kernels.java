package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.vertex.ChannelMergeVertex;
import io.github.dl4jrouting.vertex.ResidualVertex;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.recurrent.TimeDistributedLayer;

/** Chooses the kernel of a vertex of a float network. */
final class Kernels {
  /** Vertices that do the same with rows and with sequences of rows, features first. */
  private static final Set<Class<? extends GraphVertex>> VERTICES_ALIKE_OF_ROWS =
      Set.of(
          ElementWiseVertex.class,
          MergeVertex.class,
          ResidualVertex.class,
          ScaleVertex.class,
          ShiftVertex.class);

  private Kernels() {}

  /**
   * The kernel of a vertex, if it has one.
   *
   * @param preProcessor what a layer's input goes through, if it changes it
   * @param format where DL4J has the channels of the images that the vertex reads: with {@code
   *     NHWC} the kernel reads them with their channels first all the same, and there is none where
   *     the vertex does not know of channels that come last. Of sequences, {@code NHWC} stands for
   *     features that come last
   */
  static Optional<Kernel> of(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex,
      GraphVertex configuration,
      Optional<InputPreProcessor> preProcessor,
      CNN2DFormat format) {
    if (vertex instanceof LayerVertex layerVertex) {
      Layer layer = Unfrozen.layer(layerVertex.getLayer());
      return layer.getClass() == TimeDistributedLayer.class && preProcessor.isEmpty()
          ? distributed((TimeDistributedLayer) layer, configuration, format)
          : layer(layer, preProcessor, format);
    }
    Class<?> type = configuration.getClass();
    if (type == MergeVertex.class || type == ChannelMergeVertex.class) {
      return MergeKernel.along(((MergeVertex) configuration).getMergeAxis(), format);
    }
    if (format == CNN2DFormat.NHWC) {
      return Optional.empty();
    }
    if (type == ElementWiseVertex.class || type == ResidualVertex.class) {
      return Optional.of(
          new CombineKernel(((ElementWiseVertex) configuration).getOp(), Pointwise.IDENTITY));
    }
    if (type == ScaleVertex.class) {
      float factor = (float) ((ScaleVertex) configuration).getScaleFactor();
      return Optional.of(new MapKernel((x, n) -> Loops.scale(x, n, factor), false));
    }
    if (type == AttentionVertex.class) {
      return AttentionKernels.of((AttentionVertex) configuration, vertex.paramTable(false));
    }
    if (type == LastTimeStepVertex.class) {
      return Optional.of(new LastStepKernel(true));
    }
    if (type == L2NormalizeVertex.class) {
      L2NormalizeVertex norm = (L2NormalizeVertex) configuration;
      int[] all = {};
      return Optional.of(
          new UnitNormKernel(
              norm.getEps(), norm.getDimension() == null ? all : norm.getDimension()));
    }
    if (type == SubsetVertex.class) {
      SubsetVertex subset = (SubsetVertex) configuration;
      return Optional.of(new SubsetKernel(subset.getFrom(), subset.getTo()));
    }
    if (type == ShiftVertex.class) {
      float shift = (float) ((ShiftVertex) configuration).getShiftFactor();
      return Optional.of(new MapKernel((x, n) -> Loops.addConstant(x, n, shift), false));
    }
    return Optional.empty();
  }

  private static Optional<Kernel> distributed(
      TimeDistributedLayer layer, GraphVertex configuration, CNN2DFormat format) {
    TimeDistributed distributed =
        (TimeDistributed)
            Unfrozen.layer(
                ((org.deeplearning4j.nn.conf.graph.LayerVertex) configuration)
                    .getLayerConf()
                    .getLayer());
    return SequenceKernels.isOf(distributed.getRnnDataFormat(), format)
        ? SequenceKernels.ofSteps(Unfrozen.layer(layer.getUnderlying()))
        : Optional.empty();
  }

  /** Whether a vertex does the same with rows and with sequences of rows, and has of rows rows. */
  static boolean isAlikeOfRows(GraphVertex vertex) {
    return VERTICES_ALIKE_OF_ROWS.contains(vertex.getClass());
  }

  /**
   * The kernel of a vertex that DL4J gives a row for each step of each sample, on the sequences
   * [features, steps] that the rows are of; if it has one.
   */
  static Optional<Kernel> ofSteps(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex, GraphVertex configuration) {
    if (vertex instanceof LayerVertex layerVertex) {
      return SequenceKernels.ofSteps(Unfrozen.layer(layerVertex.getLayer()));
    }
    return isAlikeOfRows(configuration)
        ? of(vertex, configuration, Optional.empty(), CNN2DFormat.NCHW)
        : Optional.empty();
  }

  /** The kernel of a layer, as {@link #of} has it. */
  static Optional<Kernel> layer(
      Layer layer, Optional<InputPreProcessor> preProcessor, CNN2DFormat format) {
    if (preProcessor.isEmpty()) {
      return LayerKernels.of(layer, format);
    }
    Class<?> type = preProcessor.get().getClass(); // a subclass may do something else
    if (type == CnnToFeedForwardPreProcessor.class) {
      return flattened(layer, (CnnToFeedForwardPreProcessor) preProcessor.get(), format);
    }
    if (type == FeedForwardToCnnPreProcessor.class && format == CNN2DFormat.NCHW) {
      FeedForwardToCnnPreProcessor unflatten = (FeedForwardToCnnPreProcessor) preProcessor.get();
      int[] shape = {
        Math.toIntExact(unflatten.getNumChannels()),
        Math.toIntExact(unflatten.getInputHeight()),
        Math.toIntExact(unflatten.getInputWidth())
      };
      return LayerKernels.of(layer, format)
          .map(kernel -> ReshapedKernel.ofFlatImages(kernel, shape));
    }
    return Optional.empty();
  }

  private static Optional<Kernel> flattened(
      Layer layer, CnnToFeedForwardPreProcessor flatten, CNN2DFormat format) {
    int channels = Math.toIntExact(flatten.getNumChannels());
    int height = Math.toIntExact(flatten.getInputHeight());
    int width = Math.toIntExact(flatten.getInputWidth());
    boolean channelsLast = flatten.getFormat() == CNN2DFormat.NHWC;
    if (format == CNN2DFormat.NCHW) {
      int[] shape =
          channelsLast ? new int[] {height, width, channels} : new int[] {channels, height, width};
      return LayerKernels.dense(layer, shape);
    }
    return channelsLast
        ? LayerKernels.denseOfChannelsLast(layer, new int[] {channels, height, width})
        : Optional.empty();
  }
}
