package io.github.dl4jrouting.inference;

import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Chooses the kernel of a vertex of a float network. */
final class Kernels {
  private Kernels() {}

  static Optional<Kernel> of(
      GraphVertex vertex, org.deeplearning4j.nn.conf.graph.GraphVertex configuration) {
    if (vertex instanceof LayerVertex layerVertex) {
      return layer(
          unfrozen(layerVertex.getLayer()),
          Optional.ofNullable(layerVertex.getLayerPreProcessor()));
    }
    if (configuration.getClass() == ElementWiseVertex.class) {
      return Optional.of(
          new CombineKernel(((ElementWiseVertex) configuration).getOp(), Pointwise.IDENTITY));
    }
    if (configuration.getClass() == MergeVertex.class
        && ((MergeVertex) configuration).getMergeAxis() == 1) {
      return Optional.of(new MergeKernel());
    }
    return Optional.empty();
  }

  private static Layer unfrozen(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unfrozen(frozen.getInsideLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen
        ? unfrozen(frozen.getInsideLayer())
        : layer;
  }

  private static Optional<Kernel> layer(Layer layer, Optional<InputPreProcessor> preProcessor) {
    var configuration = layer.conf().getLayer();
    Class<?> type = configuration.getClass();
    if (type == DenseLayer.class || type == OutputLayer.class) {
      return Gemm.isAvailable() ? dense(layer, preProcessor) : Optional.empty();
    }
    if (preProcessor.isPresent()) {
      return Optional.empty();
    }
    if (type == ActivationLayer.class) {
      return map(((ActivationLayer) configuration).getActivationFn());
    }
    if (type == LossLayer.class) {
      return map(((LossLayer) configuration).getActivationFn());
    }
    if (type == DropoutLayer.class) {
      return Optional.of(new MapKernel(Pointwise.IDENTITY, false));
    }
    return Optional.empty();
  }

  private static Optional<Kernel> map(IActivation activation) {
    if (activation.getClass() == ActivationSoftmax.class) {
      return Optional.of(new MapKernel(Pointwise.IDENTITY, true));
    }
    return Pointwise.of(activation).map(function -> new MapKernel(function, false));
  }

  private static Optional<Kernel> dense(Layer layer, Optional<InputPreProcessor> preProcessor) {
    FeedForwardLayer configuration = (FeedForwardLayer) layer.conf().getLayer();
    boolean bias =
        configuration instanceof DenseLayer dense
            ? dense.hasBias()
            : ((BaseOutputLayer) configuration).hasBias();
    if (configuration instanceof DenseLayer dense && dense.hasLayerNorm()) {
      return Optional.empty();
    }
    int nIn = Math.toIntExact(configuration.getNIn());
    int nOut = Math.toIntExact(configuration.getNOut());
    int[] inShape = {nIn};
    if (preProcessor.isPresent()) {
      if (!(preProcessor.get() instanceof CnnToFeedForwardPreProcessor flatten)) {
        return Optional.empty();
      }
      inShape = flattened(flatten);
      if (Shapes.size(inShape) != nIn) {
        return Optional.empty();
      }
    }
    IActivation activation = configuration.getActivationFn();
    boolean softmax = activation.getClass() == ActivationSoftmax.class;
    Optional<Pointwise> function =
        softmax ? Optional.of(Pointwise.IDENTITY) : Pointwise.of(activation);
    if (function.isEmpty()) {
      return Optional.empty();
    }
    float[] w = Transfer.floats(layer.getParam("W"), 'c');
    float[] b = bias ? Transfer.floats(layer.getParam("b"), 'c') : new float[nOut];
    return Optional.of(new DenseKernel(inShape, nOut, w, b, function.get(), softmax));
  }

  private static int[] flattened(CnnToFeedForwardPreProcessor flatten) {
    int channels = Math.toIntExact(flatten.getNumChannels());
    int height = Math.toIntExact(flatten.getInputHeight());
    int width = Math.toIntExact(flatten.getInputWidth());
    return flatten.getFormat() == org.deeplearning4j.nn.conf.CNN2DFormat.NHWC
        ? new int[] {height, width, channels}
        : new int[] {channels, height, width};
  }
}
