package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.vertex.ChannelMergeVertex;
import io.github.dl4jrouting.vertex.ResidualVertex;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;

/** Chooses the kernel of a vertex of a float network. */
final class Kernels {
  private Kernels() {}

  static Optional<Kernel> of(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex, GraphVertex configuration) {
    if (vertex instanceof LayerVertex layerVertex) {
      return layer(
          Unfrozen.layer(layerVertex.getLayer()),
          Optional.ofNullable(layerVertex.getLayerPreProcessor()));
    }
    Class<?> type = configuration.getClass();
    if (type == ElementWiseVertex.class || type == ResidualVertex.class) {
      return Optional.of(
          new CombineKernel(((ElementWiseVertex) configuration).getOp(), Pointwise.IDENTITY));
    }
    if ((type == MergeVertex.class || type == ChannelMergeVertex.class)
        && ((MergeVertex) configuration).getMergeAxis() == 1) {
      return Optional.of(new MergeKernel());
    }
    if (type == ScaleVertex.class) {
      float factor = (float) ((ScaleVertex) configuration).getScaleFactor();
      return Optional.of(new MapKernel((x, n) -> Loops.scale(x, n, factor), false));
    }
    if (type == ShiftVertex.class) {
      float shift = (float) ((ShiftVertex) configuration).getShiftFactor();
      return Optional.of(new MapKernel((x, n) -> Loops.addConstant(x, n, shift), false));
    }
    return Optional.empty();
  }

  private static Optional<Kernel> layer(Layer layer, Optional<InputPreProcessor> preProcessor) {
    if (preProcessor.isEmpty()) {
      Optional<int[]> shape =
          layer.conf().getLayer() instanceof FeedForwardLayer feedForward
              ? Optional.of(new int[] {Math.toIntExact(feedForward.getNIn())})
              : Optional.empty();
      return LayerKernels.of(layer, shape);
    }
    if (preProcessor.get() instanceof CnnToFeedForwardPreProcessor flatten) {
      return LayerKernels.dense(layer, flattened(flatten));
    }
    if (preProcessor.get() instanceof FeedForwardToCnnPreProcessor unflatten) {
      int[] shape = {
        Math.toIntExact(unflatten.getNumChannels()),
        Math.toIntExact(unflatten.getInputHeight()),
        Math.toIntExact(unflatten.getInputWidth())
      };
      return LayerKernels.of(layer, Optional.empty())
          .map(kernel -> new ReshapedKernel(kernel, shape));
    }
    return Optional.empty();
  }

  private static int[] flattened(CnnToFeedForwardPreProcessor flatten) {
    int channels = Math.toIntExact(flatten.getNumChannels());
    int height = Math.toIntExact(flatten.getInputHeight());
    int width = Math.toIntExact(flatten.getInputWidth());
    return flatten.getFormat() == CNN2DFormat.NHWC
        ? new int[] {height, width, channels}
        : new int[] {channels, height, width};
  }
}
