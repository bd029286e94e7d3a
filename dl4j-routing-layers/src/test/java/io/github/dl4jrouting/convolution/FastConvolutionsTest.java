package io.github.dl4jrouting.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class FastConvolutionsTest {

  private static final int SAMPLES = 11;

  /** Two convolutions, so that the gradient of an input counts as well. */
  private static ComputationGraph network(
      int kernel, int stride, int padding, int dilation, ConvolutionMode mode, boolean bias) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.1))
                .convolutionMode(mode)
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(13, 9, 2))
                .addLayer("first", new ConvolutionLayer.Builder(3, 2).nOut(3).build(), "in")
                .addLayer(
                    "second",
                    new ConvolutionLayer.Builder(kernel, kernel)
                        .stride(stride, stride)
                        .padding(padding, padding)
                        .dilation(dilation, dilation)
                        .hasBias(bias)
                        .nOut(4)
                        .build(),
                    "first")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    "second")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }

  private static DataSet data() {
    Nd4j.getRandom().setSeed(1);
    INDArray x = Nd4j.rand(DataType.FLOAT, SAMPLES, 2, 13, 9);
    INDArray y = Nd4j.zeros(DataType.FLOAT, SAMPLES, 3);
    for (int n = 0; n < SAMPLES; n++) {
      y.putScalar(n, n % 3, 1);
    }
    return new DataSet(x, y);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 0, 1, Truncate, true",
    "3, 2, 0, 1, Truncate, true",
    "3, 1, 1, 1, Truncate, false",
    "3, 2, 2, 1, Truncate, true",
    "2, 1, 0, 2, Truncate, true",
    "3, 2, 0, 1, Same, true",
    "4, 1, 0, 1, Same, false",
    "1, 1, 0, 1, Truncate, true"
  })
  void trainsAsDl4jDoes(
      int kernel, int stride, int padding, int dilation, ConvolutionMode mode, boolean bias) {
    ComputationGraph stock = network(kernel, stride, padding, dilation, mode, bias);
    ComputationGraph fast = network(kernel, stride, padding, dilation, mode, bias);
    assertThat(FastConvolutions.install(fast)).isEqualTo(2);
    DataSet data = data();
    assertThat(
            fast.outputSingle(data.getFeatures())
                .equalsWithEps(stock.outputSingle(data.getFeatures()), 1e-5))
        .isTrue();
    INDArray before = fast.params().dup();
    for (int i = 0; i < 3; i++) {
      stock.fit(data);
      fast.fit(data);
    }
    assertThat(fast.params().equalsWithEps(before, 1e-3)).isFalse();
    assertThat(fast.params().equalsWithEps(stock.params(), 1e-4)).isTrue();
    assertThat(
            ((org.deeplearning4j.nn.layers.convolution.ConvolutionLayer) fast.getLayer("first"))
                .getHelper())
        .isInstanceOf(FastConvolution.class);
  }

  @Test
  void forFittingNothingButTheGradientOfTheInputsIsLeftOut() {
    ComputationGraph all = network(3, 1, 0, 1, ConvolutionMode.Truncate, true);
    ComputationGraph fit = all.clone();
    assertThat(FastConvolutions.install(all)).isEqualTo(2);
    assertThat(FastConvolutions.installForFit(fit)).isEqualTo(2);
    for (ComputationGraph each : List.of(all, fit)) {
      each.fit(data());
      each.fit(data());
    }
    assertThat(fit.params()).isEqualTo(all.params());
    assertThat(inputGradient(all)).isPositive();
    assertThat(inputGradient(fit)).isZero();
    FastConvolutions.install(fit);
    assertThat(inputGradient(fit)).isPositive();
  }

  /** The size of the first layer's gradient with respect to its input. */
  private static double inputGradient(ComputationGraph network) {
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    Layer first = network.getLayer("first");
    first.setInput(data().getFeatures(), none);
    INDArray out = first.activate(true, none);
    return first
        .backpropGradient(out.ulike().assign(1), none)
        .getSecond()
        .norm2Number()
        .doubleValue();
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    ComputationGraph one = network(3, 1, 0, 1, ConvolutionMode.Truncate, true);
    ComputationGraph two = one.clone();
    FastConvolutions.install(one);
    FastConvolutions.install(two);
    int threads = Nd4j.getEnvironment().maxThreads();
    try {
      Nd4j.getEnvironment().setMaxThreads(1);
      one.fit(data());
      Nd4j.getEnvironment().setMaxThreads(2);
      two.fit(data());
    } finally {
      Nd4j.getEnvironment().setMaxThreads(threads);
    }
    assertThat(two.params()).isEqualTo(one.params());
  }

  @Test
  void leavesToDl4jWhatItDoesNotKnow() {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(6, 6, 1, CNN2DFormat.NHWC))
                .addLayer(
                    "c",
                    new ConvolutionLayer.Builder(3, 3).dataFormat(CNN2DFormat.NHWC).nOut(2).build(),
                    "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "c")
                .setOutputs("out")
                .build());
    network.init();
    INDArray x = Nd4j.rand(DataType.DOUBLE, 4, 6, 6, 1);
    INDArray expected = network.outputSingle(x);
    FastConvolutions.install(network);
    assertThat(network.outputSingle(x)).isEqualTo(expected);
    network.fit(new DataSet(x, Nd4j.eye(2).castTo(DataType.DOUBLE).repeat(0, 2)));
    assertThat(network.score()).isFinite();
  }
}
