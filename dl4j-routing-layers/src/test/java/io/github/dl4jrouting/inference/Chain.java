package io.github.dl4jrouting.inference;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Networks of layers in a row. */
final class Chain {
  private Chain() {}

  /** Layers "l0", "l1" and so on, of which the last is the output. */
  static ComputationGraph of(DataType dataType, InputType input, Layer... layers) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(dataType)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(input);
    String last = "in";
    for (int i = 0; i < layers.length; i++) {
      builder.addLayer("l" + i, layers[i], last);
      last = "l" + i;
    }
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(last).build());
    graph.init();
    return graph;
  }

  /** Biases, too, that are not zero. */
  static void vary(ComputationGraph graph) {
    Nd4j.getRandom().setSeed(11);
    graph.paramTable().values().forEach(value -> value.addi(Nd4j.randn(value.shape()).muli(0.1)));
  }

  /** The shape of a batch of what a network reads. */
  static long[] shape(InputType type, int samples) {
    long[] shape = type.getShape(true);
    shape[0] = samples;
    return shape;
  }
}
