package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WinogradKernelTest {

  @BeforeEach
  void onlyWithVectors() {
    assumeTrue(RoutedInference.usesVectorApi());
  }

  /**
   * Rows that fill bands and rows that do not, columns that fill vectors and columns that do not,
   * parts of several samples, of one, and of less than one, and all kinds of frames.
   */
  @ParameterizedTest(name = "{0} samples of {1}x{2}x{3} to {4}, mode {5}, padding {6} and {7}, {8}")
  @CsvSource({
    "1, 16, 32, 32, 16, Same, 0, 0, RELU",
    "5, 17, 8, 8, 33, Same, 0, 0, IDENTITY",
    "70, 16, 1, 1, 16, Same, 0, 0, RELU",
    "40, 16, 2, 3, 16, Same, 0, 0, IDENTITY",
    "90, 16, 3, 1, 16, Same, 0, 0, IDENTITY",
    "1, 16, 16, 16, 16, Truncate, 8, 1, RELU",
    "1, 16, 5, 64, 16, Truncate, 5, 1, RELU",
    "1, 2000, 5, 20, 16, Same, 0, 0, IDENTITY",
    "9, 16, 5, 7, 20, Same, 0, 0, RELU",
    "70, 16, 5, 3, 16, Truncate, 0, 0, IDENTITY",
    "3, 18, 21, 19, 16, Truncate, 0, 0, RELU",
    "4, 16, 10, 9, 16, Truncate, 1, 1, IDENTITY",
    "4, 16, 9, 12, 16, Truncate, 0, 1, RELU",
    "4, 16, 9, 12, 16, Truncate, 1, 0, RELU",
    "4, 16, 6, 11, 17, Truncate, 2, 2, IDENTITY",
    "2, 16, 4, 5, 16, Truncate, 5, 19, RELU",
    "2, 16, 8, 5, 16, Truncate, 0, 19, RELU",
    "1, 16, 130, 131, 16, Strict, 1, 1, RELU",
    "2, 300, 14, 14, 65, Same, 0, 0, IDENTITY",
    "9, 16, 5, 7, 20, Same, 0, 0, LEAKYRELU",
    "1, 16, 32, 32, 16, Same, 0, 0, SIGMOID",
    "4, 16, 9, 12, 16, Truncate, 1, 0, TANH"
  })
  void resultsAreThoseOfAConvolution(
      int samples,
      int channels,
      int height,
      int width,
      int outputs,
      ConvolutionMode mode,
      int above,
      int beside,
      Activation activation) {
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(3, 3)
            .convolutionMode(mode)
            .padding(above, beside)
            .nOut(outputs)
            .activation(activation)
            .biasInit(0.1)
            .build();
    ComputationGraph network =
        Chain.of(DataType.FLOAT, InputType.convolutional(height, width, channels), layer);
    Nd4j.getRandom().setSeed(samples);
    INDArray x = Nd4j.randn(samples, channels, height, width);
    INDArray expected =
        network.convertDataType(DataType.DOUBLE).outputSingle(x.castTo(DataType.DOUBLE));
    INDArray alone = null;
    for (int threads : new int[] {1, 3}) {
      RoutedInference plan = RoutedInference.compile(network, threads);
      assertThat(plan.leftToDl4j()).isEmpty();
      INDArray found = plan.output(x)[0];
      assertThat(error(found, expected)).isLessThan(5e-6);
      assertThat(plan.output(x)[0]).isEqualTo(found);
      alone = alone == null ? found : alone;
      assertThat(error(found, alone.castTo(DataType.DOUBLE))).isLessThan(2e-6);
    }
  }

  private static double error(INDArray found, INDArray expected) {
    double largest = expected.amaxNumber().doubleValue();
    return found.castTo(DataType.DOUBLE).sub(expected).amaxNumber().doubleValue() / largest;
  }

  /** What is beside one sample in memory is another one: nothing of it may come in. */
  @Test
  void samplesDoNotMix() {
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(3, 3)
            .convolutionMode(ConvolutionMode.Same)
            .nOut(16)
            .activation(Activation.IDENTITY)
            .build();
    ComputationGraph network = Chain.of(DataType.FLOAT, InputType.convolutional(9, 10, 16), layer);
    INDArray x = Nd4j.randn(8, 16, 9, 10);
    RoutedInference plan = RoutedInference.compile(network, 2);
    INDArray before = plan.output(x)[0];
    x.slice(3).assign(1e30);
    INDArray after = plan.output(x)[0];
    for (int n : new int[] {0, 1, 2, 4, 5, 6, 7}) {
      assertThat(after.slice(n)).isEqualTo(before.slice(n));
    }
  }

  @ParameterizedTest(
      name = "{0} channels, {1} outputs, window {2}, stride {3}, dilation {4}, ReLU {5}")
  @CsvSource({
    "16, 16, 3, 1, 1, true, true",
    "64, 32, 3, 1, 1, true, true",
    "16, 16, 3, 1, 1, false, true",
    "15, 16, 3, 1, 1, true, false",
    "16, 15, 3, 1, 1, true, false",
    "16, 16, 5, 1, 1, true, false",
    "16, 16, 3, 2, 1, true, false",
    "16, 16, 3, 1, 2, true, false"
  })
  void itIsForDenseWindowsOfThreeByThree(
      int channels,
      int outputs,
      int size,
      int stride,
      int dilation,
      boolean rectified,
      boolean expected) {
    Window window =
        new Window(
            new int[] {size, size},
            new int[] {stride, stride},
            new int[2],
            new int[] {dilation, dilation},
            ConvolutionMode.Same);
    ConvolutionKernel convolution =
        new ConvolutionKernel(
            channels,
            outputs,
            window,
            new float[outputs * channels * size * size],
            new float[outputs],
            rectified ? Pointwise.RELU : (x, n) -> {});
    assertThat(convolution.prepared() instanceof WinogradKernel).isEqualTo(expected);
  }
}
