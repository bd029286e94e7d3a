package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvolutionKernelTest {

  @ParameterizedTest(name = "{0} samples on {1} threads: {2}")
  @CsvSource({
    "1, 1, 1",
    "7, 1, 1",
    "1, 2, 2",
    "2, 2, 1",
    "3, 2, 2",
    "5, 2, 1",
    "64, 2, 1",
    "99, 2, 1",
    "1, 16, 16",
    "15, 16, 1",
    "17, 16, 2"
  })
  void samplesAreCutSoThatNoThreadWaitsLong(int samples, int threads, int bands) {
    assertThat(BandedConvolution.bands(samples, threads)).isEqualTo(bands);
  }

  /**
   * Depths that can be cut into equal pieces and depths that cannot, rows as long as vectors and
   * others, and results that are a page apart.
   */
  @ParameterizedTest(name = "{0} channels, {1}x{2}, window {3}, stride {4}, dilation {5}")
  @CsvSource({
    "263, 7, 9, 1, 1, 1",
    "263, 9, 7, 1, 2, 1",
    "514, 6, 6, 1, 1, 1",
    "257, 6, 5, 3, 1, 1",
    "96, 8, 8, 3, 1, 1",
    "130, 5, 5, 5, 1, 1",
    "3, 32, 32, 3, 1, 1",
    "16, 32, 32, 3, 1, 1",
    "16, 33, 31, 3, 2, 1",
    "9, 20, 17, 3, 3, 1",
    "8, 16, 16, 3, 1, 2",
    "2, 11, 13, 3, 2, 2",
    "12, 40, 40, 13, 1, 1",
    "1, 1, 1, 1, 1, 1"
  })
  void resultsAreDl4js(int channels, int height, int width, int window, int stride, int dilation) {
    ComputationGraph network =
        Chain.of(
            DataType.FLOAT,
            InputType.convolutional(height, width, channels),
            layer(window, stride, dilation, 7, Activation.RELU),
            layer(1, 1, 1, 5, Activation.SIGMOID));
    Nd4j.getRandom().setSeed(channels);
    INDArray x = Nd4j.randn(3, channels, height, width);
    INDArray expected = network.outputSingle(x);
    for (int threads : new int[] {1, 3}) {
      RoutedInference plan = RoutedInference.compile(network, threads);
      assertThat(plan.leftToDl4j()).isEmpty();
      INDArray found = plan.output(x)[0];
      assertThat(found.equalsWithEps(expected, 1e-5)).isTrue();
    }
  }

  private static ConvolutionLayer layer(
      int window, int stride, int dilation, int outputs, Activation activation) {
    return new ConvolutionLayer.Builder(window, window)
        .stride(stride, stride)
        .dilation(dilation, dilation)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(outputs)
        .activation(activation)
        .build();
  }

  @Test
  void whatWouldTakeTooManyCopiesIsLeftToDl4j() {
    assumeTrue(RoutedInference.usesVectorApi());
    int[] size = {31, 31};
    int[] one = {1, 1};
    Window window = new Window(size, one, new int[2], one, ConvolutionMode.Same);
    VectorConvolutionKernel kernel =
        new VectorConvolutionKernel(
            new ConvolutionKernel(400, 1, window, new float[0], new float[1], Pointwise.RELU),
            new float[400 * 31 * 31],
            new float[1]);
    assertThat(kernel.outputShape(new int[][] {{400, 64, 64}})).isSameAs(Kernel.LEFT_TO_DL4J);
    assertThat(kernel.outputShape(new int[][] {{400, 16, 16}})).containsExactly(1, 16, 16);
    assertThat(kernel.mostRows(16, 16)).isOne();
  }
}
