package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Layers that kernels compute, with all their settings: none is left to DL4J unnoticed. */
@SuppressWarnings({"deprecation", "rawtypes", "unchecked"})
class LayerKernelsTest {
  @ParameterizedTest(name = "{0} over {1}x{2}, strides {3} and {4}, padding {5}, {6}, zeros {7}")
  @CsvSource({
    "AVG, 3, 3, 2, 2, 1, Truncate, false",
    "AVG, 3, 3, 2, 2, 1, Truncate, true",
    "AVG, 3, 2, 1, 3, 0, Same, false",
    "AVG, 5, 4, 3, 1, 0, Same, true",
    "AVG, 9, 12, 1, 1, 0, Truncate, false",
    "AVG, 3, 4, 3, 4, 0, Truncate, false",
    "MAX, 4, 4, 4, 4, 0, Same, false",
    "AVG, 2, 2, 4, 3, 1, Truncate, false",
    "MAX, 3, 3, 2, 2, 1, Truncate, false",
    "MAX, 3, 3, 1, 1, 0, Same, false",
    "MAX, 4, 5, 3, 2, 0, Same, false",
    "MAX, 1, 3, 1, 2, 0, Truncate, false",
    "MAX, 2, 2, 4, 5, 0, Truncate, false",
    "MAX, 2, 2, 4, 5, 1, Truncate, false", // the last column but one is the last that is seen
    "PNORM, 3, 3, 2, 2, 1, Truncate, false",
    "PNORM, 2, 3, 1, 1, 0, Same, false"
  })
  void poolings(
      PoolingType type,
      int height,
      int width,
      int down,
      int across,
      int padding,
      ConvolutionMode mode,
      boolean withZeros) {
    for (int norm : new int[] {2, 3}) {
      for (CNN2DFormat format : CNN2DFormat.values()) {
        assertOnKernels(
            InputType.convolutional(9, 12, 5, format),
            new SubsamplingLayer.Builder(type)
                .kernelSize(height, width)
                .stride(down, across)
                .padding(padding, padding)
                .convolutionMode(mode)
                .avgPoolIncludePadInDivisor(withZeros)
                .pnorm(norm)
                .build());
      }
    }
  }

  @Test
  void windowsThatMayLieBesideTheImageAreDl4js() {
    assertThat(
            left(
                InputType.convolutional(9, 12, 5),
                new SubsamplingLayer.Builder(PoolingType.AVG)
                    .kernelSize(2, 2)
                    .padding(2, 0)
                    .build()))
        .containsExactly("l0");
  }

  @ParameterizedTest(name = "{0} over {1}x{2}, strides {3} and {4}")
  @CsvSource({"MAX, 1, 1, 3, 3", "AVG, 2, 2, 4, 2", "MAX, 2, 2, 2, 4", "PNORM, 1, 3, 1, 5"})
  void windowsThatMayBeginBehindTheFirstColumnAreDl4js(
      PoolingType type, int height, int width, int down, int across) {
    InputType images = InputType.convolutional(8, 8, 5);
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            images,
            new SubsamplingLayer.Builder(type)
                .kernelSize(height, width)
                .stride(down, across)
                .convolutionMode(ConvolutionMode.Same)
                .pnorm(2)
                .build());
    Stock.assertSame(type.toString(), graph, Nd4j.randn(Chain.shape(images, 3)));
    assertThat(RoutedInference.compile(graph).leftToDl4j()).containsExactly("l0");
  }

  @ParameterizedTest(name = "{0}x{1}, strides {2} and {3}, padding {4}, {5}")
  @CsvSource({
    "3, 3, 2, 2, 0, Same",
    "2, 2, 2, 2, 0, Same",
    "3, 3, 3, 3, 1, Truncate",
    "1, 1, 2, 2, 1, Truncate",
    "3, 2, 1, 3, 0, Same",
    "2, 3, 2, 1, 1, Truncate"
  })
  void convolutionsOfOneColumn(
      int height, int width, int down, int across, int padding, ConvolutionMode mode) {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      for (int channels : new int[] {3, 20}) {
        assertOnKernels(
            InputType.convolutional(7, 1, channels, format),
            new ConvolutionLayer.Builder(height, width)
                .stride(down, across)
                .padding(padding, padding)
                .convolutionMode(mode)
                .nOut(4)
                .build());
      }
    }
  }

  @ParameterizedTest(name = "β {0} over {1}, format {2}")
  @CsvSource({"0.75, 5, NCHW", "0.75, 5, NHWC", "0.5, 2, NCHW", "1.2, 15, NCHW", "0.75, 1, NCHW"})
  void responseNormalization(double beta, double near, CNN2DFormat format) {
    assertOnKernels(
        InputType.convolutional(9, 12, 11, format),
        new LocalResponseNormalization.Builder(1.5, near, 0.2, beta).build());
    // More positions than are computed at once.
    assertOnKernels(
        InputType.convolutional(60, 61, 8, format),
        new LocalResponseNormalization.Builder(1.5, near, 0.2, beta).build());
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void upsampling(CNN2DFormat format) {
    for (int[] size : new int[][] {{2, 2}, {1, 3}, {4, 1}}) {
      assertOnKernels(
          InputType.convolutional(4, 7, 3, format),
          new Upsampling2D.Builder().size(size).dataFormat(format).build());
    }
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void spaceToDepth(CNN2DFormat format) {
    for (int block : new int[] {2, 3}) {
      assertOnKernels(
          InputType.convolutional(12, 6, 4, format),
          new SpaceToDepthLayer.Builder(block, format).build());
    }
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void lossesOfImages(CNN2DFormat format) {
    for (Activation activation :
        new Activation[] {Activation.SOFTMAX, Activation.SIGMOID, Activation.IDENTITY}) {
      assertOnKernels(
          InputType.convolutional(5, 6, 4, format),
          new ConvolutionLayer.Builder(1, 1).nOut(3).build(),
          new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
              .activation(activation)
              .format(format)
              .build());
    }
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void boundingBoxes(CNN2DFormat format) {
    assertOnKernels(
        InputType.convolutional(5, 6, 4, format),
        new ConvolutionLayer.Builder(1, 1).nOut(2 * (5 + 3)).build(),
        new Yolo2OutputLayer.Builder()
            .boundingBoxPriors(Nd4j.createFromArray(new float[][] {{1.5f, 2}, {0.5f, 3}}))
            .build());
  }

  @Test
  void centerLoss() {
    assertOnKernels(
        InputType.feedForward(12),
        new DenseLayer.Builder().nOut(9).build(),
        new CenterLossOutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, true",
    "false, 1, true",
    "true, 0, true",
    "true, 3, true",
    "true, 1, false"
  })
  void unitNorms(boolean images, int dimensions, boolean whole) {
    InputType type = images ? InputType.convolutional(4, 5, 3) : InputType.feedForward(12);
    int[] of = IntStream.rangeClosed(1, dimensions).toArray();
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(type)
            .addVertex("norm", new L2NormalizeVertex(of, 1e-7), "in")
            .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "norm")
            .setOutputs("out");
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    INDArray x = Nd4j.randn(Chain.shape(type, 5));
    x.slice(1).assign(0);
    x.slice(2).muli(1e-9);

    Stock.assertSame("norms", graph, x);
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(x);
    assertThat(plan.leftToDl4j()).isEqualTo(whole ? Set.of() : Set.of("norm"));
  }

  @ParameterizedTest(name = "window {0}, stride {1}, padding {2}, dilation {3}, {4}")
  @CsvSource({
    "3, 1, 0, 1, Same",
    "3, 1, 1, 1, Truncate",
    "4, 2, 0, 1, Same",
    "4, 3, 2, 1, Truncate",
    "3, 1, 0, 2, Truncate",
    "3, 1, 0, 1, Causal",
    "2, 1, 0, 3, Causal",
    "3, 2, 0, 1, Causal",
    "3, 3, 0, 1, Strict",
    "1, 1, 0, 1, Truncate",
    "12, 1, 0, 1, Same"
  })
  void convolutionsOfSequences(
      int kernel, int stride, int padding, int dilation, ConvolutionMode mode) {
    for (int outputs : new int[] {3, 20}) {
      assertOnKernels(
          InputType.recurrent(6, 19),
          new Convolution1DLayer.Builder(kernel)
              .stride(stride)
              .padding(padding)
              .dilation(dilation)
              .convolutionMode(mode)
              .nOut(outputs)
              .activation(Activation.RELU)
              .build(),
          new Convolution1DLayer.Builder(1).nOut(outputs).hasBias(false).build());
    }
  }

  /** Of those with padding DL4J makes what it cannot shape. */
  @ParameterizedTest(name = "{0} over {1}, stride {2}, {3}")
  @CsvSource({
    "MAX, 2, 2, Truncate",
    "MAX, 3, 1, Same",
    "AVG, 3, 2, Truncate",
    "AVG, 4, 3, Same",
    "MAX, 3, 1, Causal",
    "AVG, 5, 4, Truncate",
    "MAX, 7, 6, Same",
    "PNORM, 3, 2, Truncate"
  })
  void poolingsOfSequences(PoolingType type, int kernel, int stride, ConvolutionMode mode) {
    assertOnKernels(
        InputType.recurrent(6, 19),
        new Subsampling1DLayer.Builder(type)
            .kernelSize(kernel)
            .stride(stride)
            .convolutionMode(mode)
            .pnorm(2)
            .build());
  }

  @Test
  void causalPoolingOfImagesIsTruncatedAsForDl4j() {
    SubsamplingLayer layer =
        new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(3, 2).stride(1, 1).build();
    layer.setConvolutionMode(ConvolutionMode.Causal); // as a network's mode for all layers is set
    assertOnKernels(InputType.convolutional(9, 12, 5), layer);
  }

  /** DL4J takes the samples' numbers for channels' there. */
  @Test
  void aBadInputIsNoReasonToLeaveAnythingToDl4j() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(3, 4),
            new GlobalPoolingLayer(),
            new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build());
    RoutedInference plan = RoutedInference.compile(graph);
    assertThatThrownBy(() -> plan.output(Nd4j.rand(2, 3))).isInstanceOf(RuntimeException.class);
    assertThat(plan.leftToDl4j()).isEmpty();
    Stock.assertSame("then a good one", graph, Nd4j.rand(2, 3, 4));
  }

  @Test
  void batchNormalizationOfSequencesIsDl4js() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(6, 9),
            new Convolution1DLayer.Builder(3).nOut(4).activation(Activation.IDENTITY).build(),
            new BatchNormalization());
    graph.getParam("l1_gamma").assign(Nd4j.createFromArray(new float[][] {{1, 2, 3, 4}}));
    INDArray x = Nd4j.randn(4, 6, 9);
    Stock.assertSame("normalized", graph, x);
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(x);
    assertThat(plan.leftToDl4j()).containsExactly("l1");
  }

  @Test
  void sequencesThatAreTooShortAreNamed() {
    RoutedInference plan =
        RoutedInference.compile(
            Chain.of(
                DataType.FLOAT,
                InputType.recurrent(6, 9),
                new Convolution1DLayer.Builder(3).nOut(4).build()));
    assertThatThrownBy(() -> plan.output(Nd4j.randn(2, 6, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"l0\"")
        .hasMessageContaining("[N, 6, 2]")
        .hasMessageContaining("kernel");
  }

  @Test
  void aNetworkOfSequences() {
    assertOnKernels(
        InputType.recurrent(6, 19),
        new ZeroPadding1DLayer.Builder(2, 1).build(),
        new Convolution1DLayer.Builder(3).nOut(8).activation(Activation.IDENTITY).build(),
        new ActivationLayer(Activation.ELU),
        new Pooling1D.Builder(2).stride(2).build(),
        new Upsampling1D.Builder(3).build(),
        new Cropping1D.Builder(1, 4).build(),
        new GlobalPoolingLayer(PoolingType.MAX),
        new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
    for (Activation activation : new Activation[] {Activation.SOFTMAX, Activation.TANH}) {
      assertOnKernels(
          InputType.recurrent(6, 19),
          new Convolution1DLayer.Builder(2).nOut(5).build(),
          new RnnLossLayer.Builder(LossFunctions.LossFunction.MSE).activation(activation).build());
    }
  }

  /** It has it over the steps of each feature. */
  @Test
  void softmaxOfSequencesIsDl4js() {
    InputType type = InputType.recurrent(6, 9);
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            type,
            new Convolution1DLayer.Builder(2).nOut(5).build(),
            new ActivationLayer(Activation.SOFTMAX),
            new Convolution1DLayer.Builder(2).nOut(3).build());
    Stock.assertSame("softmax", graph, Nd4j.randn(4, 6, 9));
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(Nd4j.randn(4, 6, 9));
    assertThat(plan.leftToDl4j()).containsExactly("l1");
  }

  @Test
  void whatIsLeftToDl4jIsNamed() {
    assertThat(
            left(
                InputType.convolutional(9, 12, 5),
                new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
                new LocallyConnected2D.Builder().kernelSize(2, 2).nOut(4).build(),
                new SpaceToDepthLayer.Builder(2, CNN2DFormat.NCHW).build()))
        .containsExactly("l1");
    assertThat(
            left(
                InputType.recurrent(6, 19),
                new Subsampling1DLayer.Builder(PoolingType.MAX).kernelSize(3).padding(1).build()))
        .containsExactly("l0");
  }

  /** Each of them would hold all weights once more. */
  @Test
  void whatFusionHasPutOutOfUseHasNoKernel() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.convolutional(9, 12, 5),
            new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.IDENTITY).build(),
            new BatchNormalization(),
            new ActivationLayer(Activation.RELU),
            new GlobalPoolingLayer(PoolingType.AVG));

    List<Node> nodes = Compiler.lean(graph, Set.of()).nodes();

    assertThat(nodes)
        .filteredOn(node -> node.kernel().isPresent())
        .extracting(Node::name)
        .containsExactly("l2", "l3");
    assertThat(nodes).extracting(Node::name).contains("l0", "l1");
  }

  private static List<String> left(InputType type, Layer... layers) {
    return List.copyOf(
        RoutedInference.compile(Chain.of(DataType.FLOAT, type, layers)).leftToDl4j());
  }

  /** Fails unless kernels compute all layers, and what DL4J does. */
  private static void assertOnKernels(InputType type, Layer... layers) {
    Stock.assertOnKernels(Chain.of(DataType.FLOAT, type, layers), type);
  }
}
