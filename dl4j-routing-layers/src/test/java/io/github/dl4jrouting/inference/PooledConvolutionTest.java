package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution and the pooling after it, computed in one, give what DL4J gives. */
class PooledConvolutionTest {

  /** What a convolution and a pooling look like. */
  record Case(
      int channels,
      int height,
      int width,
      int kernelHeight,
      int kernelWidth,
      int padding,
      ConvolutionMode mode,
      Activation activation,
      PoolingType pooling,
      int pool) {

    InputType input() {
      return InputType.convolutional(height, width, channels);
    }

    ComputationGraph graph(boolean normalized) {
      ConvolutionLayer.Builder convolution =
          new ConvolutionLayer.Builder(kernelHeight, kernelWidth)
              .nOut(7)
              .convolutionMode(mode)
              .activation(normalized ? Activation.IDENTITY : activation);
      if (mode != ConvolutionMode.Same) {
        convolution.padding(padding, padding);
      }
      var builder =
          new NeuralNetConfiguration.Builder()
              .seed(3)
              .dataType(DataType.FLOAT)
              .graphBuilder()
              .addInputs("in")
              .setInputTypes(input())
              .addLayer("conv", convolution.build(), "in");
      if (normalized) {
        builder.addLayer("norm", new BatchNormalization(), "conv");
      }
      ComputationGraph graph =
          new ComputationGraph(
              builder
                  .addLayer(
                      "pool",
                      new SubsamplingLayer.Builder(pooling)
                          .kernelSize(pool, pool)
                          .stride(2, 2)
                          .build(),
                      normalized ? "norm" : "conv")
                  .addLayer(
                      "out",
                      new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                      "pool")
                  .setOutputs("out")
                  .build());
      graph.init();
      graph.getParam("conv_b").assign(Nd4j.randn(DataType.FLOAT, 1, 7));
      return graph;
    }

    INDArray images(int batch) {
      return Nd4j.randn(DataType.FLOAT, batch, channels, height, width);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    int[][] shapes = {
      {1, 28, 28, 5, 5},
      {1, 12, 9, 5, 5},
      {3, 11, 14, 3, 3},
      {2, 8, 8, 2, 4},
      {1, 7, 8, 1, 2},
      {1, 9, 8, 3, 1},
      {1, 7, 6, 3, 5}
    };
    for (int[] s : shapes) {
      for (int padding : new int[] {0, 1, 2}) {
        cases.add(
            new Case(
                s[0],
                s[1],
                s[2],
                s[3],
                s[4],
                padding,
                ConvolutionMode.Truncate,
                Activation.RELU,
                PoolingType.MAX,
                2));
      }
      cases.add(
          new Case(
              s[0],
              s[1],
              s[2],
              s[3],
              s[4],
              0,
              ConvolutionMode.Same,
              Activation.IDENTITY,
              PoolingType.MAX,
              2));
    }
    // These are not computed in one.
    cases.add(
        new Case(
            1, 12, 12, 3, 3, 0, ConvolutionMode.Truncate, Activation.TANH, PoolingType.MAX, 2));
    cases.add(
        new Case(
            1, 12, 12, 3, 3, 0, ConvolutionMode.Truncate, Activation.RELU, PoolingType.AVG, 2));
    cases.add(
        new Case(
            1, 12, 12, 3, 3, 0, ConvolutionMode.Truncate, Activation.RELU, PoolingType.MAX, 3));
    cases.add(
        new Case(
            9, 12, 12, 3, 3, 0, ConvolutionMode.Truncate, Activation.RELU, PoolingType.MAX, 2));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resultsAndCostAreDl4js(Case shape) {
    ComputationGraph graph = shape.graph(false);
    long macs = CostModel.of(graph, shape.input()).total();
    for (int batch : new int[] {1, 2, 5}) {
      INDArray x = shape.images(batch);
      Stock.assertSame(shape.toString(), graph, x);
      assertThat(RoutedInference.compile(graph).infer(x).macs()).containsOnly(macs);
    }
  }

  @Test
  void flatImagesHaveTheSameKernel() {
    InputType flat = InputType.convolutionalFlat(28, 28, 1);
    for (boolean normalized : new boolean[] {false, true}) {
      var builder =
          new NeuralNetConfiguration.Builder()
              .seed(3)
              .graphBuilder()
              .addInputs("in")
              .setInputTypes(flat)
              .addLayer(
                  "conv",
                  new ConvolutionLayer.Builder(5, 5)
                      .nOut(20)
                      .activation(normalized ? Activation.IDENTITY : Activation.RELU)
                      .build(),
                  "in");
      if (normalized) {
        builder.addLayer("norm", new BatchNormalization(), "conv");
      }
      builder
          .addLayer(
              "pool",
              new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build(),
              normalized ? "norm" : "conv")
          .addLayer("out", new OutputLayer.Builder().nOut(10).build(), "pool")
          .setOutputs("out");
      ComputationGraph graph = new ComputationGraph(builder.build());
      graph.init();
      graph.getParam("conv_b").assign(Nd4j.randn(DataType.FLOAT, 1, 20));

      Node pool =
          Compiler.lean(graph, Set.of()).nodes().stream()
              .filter(node -> node.name().equals("pool"))
              .findAny()
              .orElseThrow();

      assertThat(((ReshapedKernel) pool.kernel().orElseThrow()).kernel())
          .isInstanceOf(PooledConvolutionKernel.class);
      long macs = CostModel.of(graph, flat).total();
      for (int batch : new int[] {1, 2, 5}) {
        INDArray x = Nd4j.randn(DataType.FLOAT, batch, 784);
        Stock.assertSame("flat images", graph, x);
        assertThat(RoutedInference.compile(graph).infer(x).macs()).containsOnly(macs);
      }
    }
  }

  @Test
  void partsOfAnImageThatBeginInTheMiddleOfARowAreNoOthers() {
    Case shape =
        new Case(2, 53, 67, 5, 4, 1, ConvolutionMode.Truncate, Activation.RELU, PoolingType.MAX, 2);
    ComputationGraph graph = shape.graph(false);
    for (int batch : new int[] {1, 2, 3}) {
      Stock.assertSame("32 * 25 maxima", graph, shape.images(batch));
    }
  }

  @Test
  void aNormalizationBetweenIsTakenInFirst() {
    Case shape =
        new Case(1, 13, 12, 3, 3, 1, ConvolutionMode.Truncate, Activation.RELU, PoolingType.MAX, 2);
    ComputationGraph graph = shape.graph(true);
    graph.getParam("norm_gamma").assign(Nd4j.randn(DataType.FLOAT, 1, 7));
    graph.getParam("norm_mean").assign(Nd4j.randn(DataType.FLOAT, 1, 7));
    Stock.assertSame("negative gamma turns the order of results", graph, shape.images(3));
  }

  @Test
  void twoHundredChannelsOfResultsAreComputedInPieces() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(40, 40, 7))
                .addLayer("conv", new ConvolutionLayer.Builder(5, 5).nOut(200).build(), "in")
                .addLayer("pool", new SubsamplingLayer.Builder().build(), "conv")
                .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "pool")
                .setOutputs("out")
                .build());
    graph.init();
    Stock.assertSame("many results", graph, Nd4j.randn(DataType.FLOAT, 2, 7, 40, 40));
  }

  @Test
  void aPathOfBothIsComputedForSomeRowsAndReadByTwo() {
    InputType images = InputType.convolutional(10, 10, 2);
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(images)
                .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.5).build(), "in")
                .addLayer(
                    "conv",
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(2)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .build(),
                    "in")
                .addLayer("pool", new SubsamplingLayer.Builder().stride(2, 2).build(), "conv")
                .addVertex("half", new ScaleVertex(0.5), "pool")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "pool", "half")
                .addLayer("bypass", new SubsamplingLayer.Builder().stride(2, 2).build(), "in")
                .addVertex("mix", new RoutingVertex(), "gate", "sum", "bypass")
                .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "mix")
                .setOutputs("mix", "out")
                .build());
    graph.init();
    CostModel cost = CostModel.of(graph, images);
    long skipped = cost.total() - cost.of("conv");
    RoutedInference plan = RoutedInference.compile(graph);
    for (int batch : new int[] {1, 4, 66}) {
      INDArray x = Nd4j.randn(DataType.FLOAT, batch, 2, 10, 10);
      for (int r = 0; r < batch; r += 2) {
        x.slice(r).muli(0.01);
      }
      Stock.assertClose("routed", plan.output(x), graph.output(x));
      long[] macs = plan.infer(x).macs();
      for (int r = 0; r < batch; r++) {
        assertThat(macs[r]).as("sample %d", r).isEqualTo(r % 2 == 0 ? skipped : cost.total());
      }
    }
    graph.getParam("conv_b").assign(3f);
    plan.refresh();
    INDArray x = Nd4j.randn(DataType.FLOAT, 5, 2, 10, 10);
    Stock.assertClose("refreshed", plan.output(x), graph.output(x));
  }

  @Test
  void aKernelMuchWiderThanTheImageFindsZerosBesideIt() {
    int[][] shapes = {
      {2, 9, 2, 5, 7, 1},
      {7, 10, 1, 3, 7, 1},
      {7, 2, 1, 6, 5, 1},
      {2, 9, 2, 5, 7, 2},
      {7, 10, 3, 3, 7, 2},
      {1, 2, 2, 6, 5, 2}
    };
    for (int[] shape : shapes) {
      assertSameAsDl4j(shape, ConvolutionMode.Same);
    }
  }

  @Test
  void aPartOfARowIsCopiedAloneAndManyRowsTogether() {
    assertSameAsDl4j(new int[] {1, 9, 1400, 3, 3, 2}, ConvolutionMode.Truncate);
    assertSameAsDl4j(new int[] {2, 6, 700, 3, 5, 2}, ConvolutionMode.Same);
    assertSameAsDl4j(new int[] {3, 90, 30, 5, 3, 2}, ConvolutionMode.Truncate);
  }

  /** Channels, height, width, the kernel's height and width, and the pooling's size. */
  private static void assertSameAsDl4j(int[] s, ConvolutionMode mode) {
    Case shape =
        new Case(s[0], s[1], s[2], s[3], s[4], 0, mode, Activation.RELU, PoolingType.MAX, s[5]);
    Stock.assertSame(shape.toString(), shape.graph(false), shape.images(3));
  }
}
