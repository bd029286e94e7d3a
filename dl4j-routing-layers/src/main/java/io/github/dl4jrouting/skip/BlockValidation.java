package io.github.dl4jrouting.skip;

import io.github.dl4jrouting.naming.LayerLabel;
import io.github.dl4jrouting.parameter.MissingSize;
import io.github.dl4jrouting.router.RoutingLayer;
import java.util.List;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.nd4j.linalg.activations.IActivation;

/** What a block must be to be wrapped, and what its layers get when they do not say. */
final class BlockValidation {
  private BlockValidation() {}

  static void checkLayers(ActivitySkipLayer block) {
    if (block.layers().isEmpty()) {
      throw new IllegalStateException(
          LayerLabel.of(block) + ": expected a block of at least one layer, found none");
    }
    for (Layer layer : block.layers()) {
      String remedy = remedy(layer);
      if (remedy != null) {
        throw new IllegalStateException(
            LayerLabel.of(block)
                + ": expected a block of feed-forward or convolutional layers, found "
                + layer.getClass().getSimpleName()
                + ". "
                + remedy);
      }
    }
  }

  /** Without the network's input types nobody sets nIn. */
  static void checkSizes(ActivitySkipLayer block) {
    for (Layer layer : block.layers()) {
      // Batch norm may do with one of the two.
      if (layer instanceof FeedForwardLayer sized
          && !(layer instanceof BatchNormalization)
          && layer.initializer().numParams(layer) > 0
          && (sized.getNIn() <= 0 || sized.getNOut() <= 0)) {
        throw MissingSize.of(sized);
      }
    }
  }

  private static String remedy(Layer layer) {
    if (layer instanceof BaseOutputLayer || layer instanceof LossLayer) {
      return "Keep the output layer outside the block.";
    }
    if (layer instanceof BaseRecurrentLayer || layer instanceof Bidirectional) {
      return "Its state between calls would be lost: put a RoutedBlock around it.";
    }
    if (layer instanceof RoutingLayer) {
      return "A router decides between paths of a graph: use RoutedBlock.";
    }
    return null;
  }

  /** A block must keep its shape, so a layer that names no convolution mode gets Same. */
  static void keepShapeByDefault(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      if (convolution.getConvolutionMode() == null) {
        convolution.setConvolutionMode(ConvolutionMode.Same);
      }
      if (convolution.getCudnnAlgoMode() == null) {
        convolution.setCudnnAlgoMode(ConvolutionLayer.AlgoMode.PREFER_FASTEST);
      }
    }
    if (layer instanceof SubsamplingLayer pooling && pooling.getConvolutionMode() == null) {
      pooling.setConvolutionMode(ConvolutionMode.Same);
    }
  }

  /** An activation layer is no BaseLayer, but takes the network's activation all the same. */
  static void setActivation(Layer layer, IActivation activation) {
    if (layer instanceof ActivationLayer own && own.getActivationFn() == null) {
      own.setActivationFn(activation);
    }
  }

  /** Takes an input type through the block; each layer sees the type of its own input. */
  static InputType walk(
      ActivitySkipLayer block, InputType input, BiConsumer<Layer, InputType> visitor) {
    InputType type = input;
    List<Layer> layers = block.layers();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (layer.getPreProcessorForInputType(type) != null) {
        throw new IllegalStateException(
            LayerLabel.of(block)
                + ": expected layers that follow one another without a preprocessor, found layer "
                + i
                + ", "
                + layer.getClass().getSimpleName()
                + ", after "
                + type
                + ". Wrap layers of one kind, or use RoutedBlock.");
      }
      visitor.accept(layer, type);
      type = layer.getOutputType(i, type);
    }
    return type;
  }
}
