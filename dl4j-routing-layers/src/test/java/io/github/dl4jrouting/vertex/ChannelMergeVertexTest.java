package io.github.dl4jrouting.vertex;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.inference.RoutedInference;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class ChannelMergeVertexTest {

  private static ConvolutionLayer convolution(int filters, CNN2DFormat format) {
    return new ConvolutionLayer.Builder(2, 2).nOut(filters).dataFormat(format).build();
  }

  private static ComputationGraph network(CNN2DFormat format) {
    return network(format, new ChannelMergeVertex());
  }

  private static ComputationGraph network(CNN2DFormat format, MergeVertex merge) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.5))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(5, 6, 2, format))
                .addLayer("two", convolution(2, format), "in")
                .addLayer("three", convolution(3, format), "in")
                .addVertex("both", merge, "two", "three")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
                    "both")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }

  private static INDArray images(CNN2DFormat format) {
    return format == CNN2DFormat.NHWC
        ? Nd4j.rand(DataType.FLOAT, 3, 5, 6, 2)
        : Nd4j.rand(DataType.FLOAT, 3, 2, 5, 6);
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void copiesPutChannelsSideBySideAsTheOriginalDoes(CNN2DFormat format) {
    ComputationGraph network = network(format);
    boolean last = format == CNN2DFormat.NHWC;
    INDArray x = images(format);
    INDArray both = network.feedForward(x, false).get("both");
    assertThat(both.shape())
        .containsExactly(last ? new long[] {3, 4, 5, 5} : new long[] {3, 5, 4, 5});
    assertThat(network.clone().outputSingle(x)).isEqualTo(network.outputSingle(x));
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(network.getConfiguration().clone().toJson());
    ComputationGraph restored = new ComputationGraph(read);
    restored.init();
    restored.setParams(network.params());
    assertThat(restored.outputSingle(x)).isEqualTo(network.outputSingle(x));
    assertThat(
            RoutedInference.compile(network)
                .output(x)[0]
                .equalsWithEps(network.outputSingle(x), 1e-5))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void trainsAsDl4jsOwnDoes(CNN2DFormat format) {
    DataSet data = new DataSet(images(format), Nd4j.eye(4).getRows(0, 1, 3));
    ComputationGraph own = network(format);
    ComputationGraph stock = network(format, new MergeVertex());
    for (int step = 0; step < 3; step++) {
      own.fit(data);
      stock.fit(data);
    }
    assertThat(own.params()).isEqualTo(stock.params());
    assertThat(own.getLayer("two").getParam("W"))
        .isNotEqualTo(network(format).getLayer("two").getParam("W"));
    assertThat(own.getLayer("three").getParam("W"))
        .isNotEqualTo(network(format).getLayer("three").getParam("W"));
  }
}
