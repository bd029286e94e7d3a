package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.input.LayerFormat;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** Types of a network's inputs, which DL4J does not store, read off the layers that follow. */
final class InputTypes {
  private InputTypes() {}

  static InputType[] of(ComputationGraphConfiguration configuration) {
    List<String> inputs = configuration.getNetworkInputs();
    return inputs.stream().map(input -> of(configuration, input)).toArray(InputType[]::new);
  }

  private static InputType of(ComputationGraphConfiguration configuration, String input) {
    for (var entry : configuration.getVertexInputs().entrySet()) {
      if (entry.getValue().contains(input)
          && configuration.getVertices().get(entry.getKey()) instanceof LayerVertex vertex) {
        InputType type = of(vertex);
        if (type != null) {
          return type;
        }
      }
    }
    throw new IllegalArgumentException(
        "Input \""
            + input
            + "\": expected a dense or recurrent layer after it, to read its type from; found "
            + "none, and DL4J stores no input types. Name them: RoutingTransform.of(network,"
            + " InputType.convolutional(height, width, channels)), one for each of "
            + configuration.getNetworkInputs()
            + ".");
  }

  private static InputType of(LayerVertex vertex) {
    if (vertex.getPreProcessor() instanceof FeedForwardToCnnPreProcessor images) {
      return InputType.convolutionalFlat(
          images.getInputHeight(), images.getInputWidth(), images.getNumChannels());
    }
    if (vertex.getPreProcessor() != null) {
      return null;
    }
    Layer layer = Unfrozen.layer(vertex.getLayerConf().getLayer());
    if (layer instanceof BaseRecurrentLayer recurrent) {
      RNNFormat format = LayerFormat.ofSequences(recurrent).orElse(RNNFormat.NCW);
      return InputType.recurrent(recurrent.getNIn(), -1, format);
    }
    return layer instanceof DenseLayer || layer instanceof BaseOutputLayer
        ? InputType.feedForward(((FeedForwardLayer) layer).getNIn())
        : null;
  }
}
