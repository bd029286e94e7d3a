package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AttentionKernelTest {
  private static final int FEATURES = 6;

  @ParameterizedTest(name = "{0} heads of {1}, {2} outputs, {3} steps")
  @CsvSource({
    "1, 6, 6, 5",
    "2, 4, 8, 9",
    "3, 5, 7, 1",
    "4, 16, 32, 70",
    "1, 1, 3, 130",
    "2, 9, 4, 64"
  })
  void toItself(int heads, int size, int outputs, int steps) {
    check(
        InputType.recurrent(FEATURES, steps),
        new SelfAttentionLayer.Builder()
            .nHeads(heads)
            .headSize(size)
            .nOut(outputs)
            .projectInput(true)
            .build());
  }

  @Test
  void withoutProjections() {
    for (int steps : new int[] {1, 7, 100}) {
      check(
          InputType.recurrent(FEATURES, steps),
          new SelfAttentionLayer.Builder().nIn(FEATURES).nOut(FEATURES).nHeads(1).build());
    }
  }

  @Test
  void betweenOtherLayers() {
    check(
        InputType.recurrent(FEATURES, 12),
        new LSTM.Builder().nOut(10).build(),
        new SelfAttentionLayer.Builder().nHeads(2).nOut(8).projectInput(true).build(),
        new DenseLayer.Builder().nOut(9).build(),
        new GlobalPoolingLayer(PoolingType.AVG),
        new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
    check(
        InputType.recurrent(FEATURES, 12),
        new DenseLayer.Builder().nOut(9).build(),
        new SelfAttentionLayer.Builder().nHeads(2).nOut(8).projectInput(true).build(),
        new RnnOutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build());
  }

  @Test
  void toOtherSequences() {
    for (boolean projected : new boolean[] {true, false}) {
      ComputationGraph graph = translator(projected);
      for (int batch : new int[] {1, 7}) {
        Stock.assertSame(
            "batch " + batch, graph, Nd4j.randn(batch, 6, 5), Nd4j.randn(batch, 6, 70));
      }
      RoutedInference plan = RoutedInference.compile(graph);
      plan.output(Nd4j.randn(2, 6, 5), Nd4j.randn(2, 6, 9));
      assertThat(plan.leftToDl4j()).isEmpty();
    }
  }

  @Test
  void keysWithoutValuesAreRefused() {
    ComputationGraph graph =
        new ComputationGraph(
            graph()
                .addInputs("q", "k", "v")
                .setInputTypes(
                    InputType.recurrent(6), InputType.recurrent(6), InputType.recurrent(6))
                .addVertex("a", attention(true), "q", "k", "v")
                .addLayer("out", output(), "a")
                .setOutputs("out")
                .build());
    graph.init();
    RoutedInference plan = RoutedInference.compile(graph);
    assertThatThrownBy(
            () -> plan.output(Nd4j.rand(1, 6, 5), Nd4j.rand(1, 6, 4), Nd4j.rand(1, 6, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("4 keys, found 3");
    assertThatThrownBy(
            () -> plan.output(Nd4j.rand(1, 6, 5), Nd4j.rand(1, 7, 4), Nd4j.rand(1, 6, 4)))
        .hasMessageContaining("[N, 6, steps]");
  }

  @Test
  void masksAreOfKeys() {
    ComputationGraph graph =
        chain(
            InputType.recurrent(FEATURES, 12),
            new LSTM.Builder().nOut(10).build(),
            new SelfAttentionLayer.Builder().nHeads(2).nOut(8).projectInput(true).build(),
            output());
    INDArray x = Nd4j.randn(5, FEATURES, 12);
    INDArray mask = Nd4j.randn(5, 12).gt(0).castTo(DataType.FLOAT);
    mask.putScalar(0, 3, 1);
    mask.getRow(1).assign(0); // then DL4J weighs all keys much the same
    RoutedInference plan = RoutedInference.compile(graph);
    INDArray[] got = plan.output(new INDArray[] {x}, new INDArray[] {mask});
    graph.setLayerMaskArrays(new INDArray[] {mask}, null);
    Stock.assertClose("masks", got, graph.output(x));
    graph.clearLayerMaskArrays();
    assertThat(plan.leftToDl4jWithMasks()).isEmpty();
    Stock.assertClose("no masks", plan.output(x), graph.output(x));
  }

  /** It has one for each input. */
  @Test
  void masksOfAVertexAreDl4js() {
    ComputationGraph graph = translator(true);
    INDArray[] inputs = {Nd4j.randn(5, 6, 7), Nd4j.randn(5, 6, 12)};
    INDArray[] masks = {
      Nd4j.randn(5, 7).gt(0).castTo(DataType.FLOAT), Nd4j.randn(5, 12).gt(0).castTo(DataType.FLOAT)
    };
    masks[1].getColumn(3).assign(1);
    RoutedInference plan = RoutedInference.compile(graph);
    Stock.assertClose("masks", plan.output(inputs, masks), graph.output(false, inputs, masks));
    assertThat(plan.leftToDl4jWithMasks()).containsExactly("a");
  }

  private static ComputationGraph translator(boolean projected) {
    ComputationGraph graph =
        new ComputationGraph(
            graph()
                .addInputs("to", "from")
                .setInputTypes(InputType.recurrent(6, RNNFormat.NCW), InputType.recurrent(6))
                .addVertex("a", attention(projected), "to", "from", "from")
                .addLayer("out", output(), "a")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder graph() {
    return new NeuralNetConfiguration.Builder().seed(4).graphBuilder();
  }

  private static AttentionVertex attention(boolean projected) {
    return new AttentionVertex.Builder()
        .nInQueries(6)
        .nInKeys(6)
        .nInValues(6)
        .nOut(6)
        .nHeads(projected ? 2 : 1)
        .projectInput(projected)
        .build();
  }

  private static Layer output() {
    return new RnnOutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
  }

  private static ComputationGraph chain(InputType type, Layer... layers) {
    ComputationGraph graph = Chain.of(DataType.FLOAT, type, layers);
    Nd4j.getRandom().setSeed(11);
    graph.paramTable().values().forEach(value -> value.addi(Nd4j.randn(value.shape()).muli(0.1)));
    return graph;
  }

  private static void check(InputType type, Layer... layers) {
    ComputationGraph graph = chain(type, layers);
    RoutedInference plan = RoutedInference.compile(graph);
    for (int batch : new int[] {1, 7}) {
      INDArray x = Nd4j.randn(Chain.shape(type, batch));
      Stock.assertSame("batch " + batch, graph, x);
      plan.output(x);
    }
    assertThat(plan.leftToDl4j()).isEmpty();
  }
}
