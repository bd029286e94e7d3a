package io.github.dl4jrouting.inference;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

class SubsetKernelTest {

  static Stream<Arguments> networks() {
    OutputLayer output = new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    RnnOutputLayer outputs =
        new RnnOutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    return Stream.of(
        Arguments.of(InputType.feedForward(6), new DenseLayer.Builder().nOut(9).build(), output),
        Arguments.of(InputType.recurrent(4, 5), new LSTM.Builder().nOut(9).build(), outputs));
  }

  /** DL4J 1.0.0-M2.1 has the channels of what it cuts wrong, unless it is told them. */
  @Test
  void channelsAreCutAsInDl4j() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("in")
                .addLayer("layer", new ConvolutionLayer.Builder(2, 2).nIn(2).nOut(9).build(), "in")
                .addVertex("tail", new SubsetVertex(5, 8), "layer")
                .addLayer("next", new ConvolutionLayer.Builder(2, 2).nIn(4).nOut(3).build(), "tail")
                .addLayer("pooled", new GlobalPoolingLayer(), "next")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nIn(3).nOut(2).activation(Activation.SOFTMAX).build(),
                    "pooled")
                .setOutputs("out")
                .build());
    graph.init();
    Stock.assertOnKernels(graph, InputType.convolutional(5, 6, 2));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void featuresChannelsAndSequencesAreCutAsInDl4j(InputType type, Layer layer, Layer output) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(type)
                .addLayer("layer", layer, "in")
                .addVertex("head", new SubsetVertex(0, 2), "layer")
                .addVertex("tail", new SubsetVertex(5, 8), "layer")
                .addVertex("both", new MergeVertex(), "tail", "head")
                .addLayer("out", output, "both")
                .setOutputs("out")
                .build());
    graph.init();
    Stock.assertOnKernels(graph, type);
  }
}
