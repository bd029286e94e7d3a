package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.SequenceLayers.outputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
        INDArray[] inputs = {
          Nd4j.randn(batch, projected ? 5 : 6, 5),
          Nd4j.randn(batch, 6, 70),
          Nd4j.randn(batch, projected ? 7 : 6, 70)
        };
        Stock.assertSame("batch " + batch, graph, inputs);
        RoutedInference plan = RoutedInference.compile(graph);
        plan.output(inputs);
        assertThat(plan.leftToDl4j()).isEmpty();
      }
    }
  }

  @Test
  void keysWithoutValuesAreRefused() {
    RoutedInference plan = RoutedInference.compile(translator(true));
    assertThatThrownBy(
            () -> plan.output(Nd4j.rand(1, 5, 5), Nd4j.rand(1, 6, 4), Nd4j.rand(1, 7, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("4 keys, found 3");
    assertThatThrownBy(
            () -> plan.output(Nd4j.rand(1, 5, 5), Nd4j.rand(1, 7, 4), Nd4j.rand(1, 7, 4)))
        .hasMessageContaining("[N, 6, steps]");
  }

  @Test
  void masksAreOfKeys() {
    for (boolean projected : new boolean[] {true, false}) {
      ComputationGraph graph =
          chain(
              InputType.recurrent(FEATURES, 12),
              new LSTM.Builder().nOut(10).build(),
              new SelfAttentionLayer.Builder()
                  .nIn(10)
                  .nHeads(projected ? 2 : 1)
                  .nOut(10)
                  .projectInput(projected)
                  .build(),
              outputs(RNNFormat.NCW));
      INDArray x = Nd4j.randn(5, FEATURES, 12);
      INDArray mask = mask(5, 12);
      mask.getRow(1).assign(0); // then all keys weigh much the same
      Stock.assertSameMasked("projected: " + projected, graph, mask, x);
      RoutedInference plan = RoutedInference.compile(graph);
      plan.output(new INDArray[] {x}, new INDArray[] {mask});
      assertThat(plan.leftToDl4jWithMasks()).isEmpty();
      graph.clearLayerMaskArrays();
      Stock.assertClose("no masks", plan.output(x), graph.output(x));
    }
  }

  /** It has one for each input. */
  @Test
  void masksOfAVertexAreDl4js() {
    ComputationGraph graph = translator(true);
    INDArray[] inputs = {Nd4j.randn(5, 5, 7), Nd4j.randn(5, 6, 12), Nd4j.randn(5, 7, 12)};
    INDArray queries = mask(5, 7);
    INDArray keys = mask(5, 12);
    for (INDArray[] masks :
        new INDArray[][] {
          {queries, keys, keys}, {null, keys, keys}, {queries, null, null}, {null, null, keys}
        }) {
      INDArray[] expected = graph.output(false, inputs, masks);
      RoutedInference plan = RoutedInference.compile(graph);
      Stock.assertClose("masks", plan.output(inputs, masks), expected);
      assertThat(plan.leftToDl4jWithMasks()).containsExactly("a");
      ComputationGraph routed = RoutedComputationGraph.of(graph);
      INDArray[] found = routed.output(List.of("a", "out"), false, inputs, masks);
      Stock.assertClose("with a vertex's", new INDArray[] {found[1]}, expected);
      // The network itself has kept its vertex's masks.
      INDArray[] unmasked = translator(true).output(inputs);
      Stock.assertClose("no masks", plan.output(inputs), unmasked);
      found = routed.output(List.of("a", "out"), false, inputs, null);
      Stock.assertClose("with a vertex's, no masks", new INDArray[] {found[1]}, unmasked);
      INDArray[] labels = {mask(5, 7)};
      Stock.assertClose(
          "labels' masks",
          routed.output(false, inputs, null, labels),
          translator(true).output(false, inputs, null, labels));
    }
  }

  /** DL4J's vertex, which computes here, keeps its masks until it is given others. */
  @Test
  void masksOfACallAreNotThoseOfTheNext() {
    ComputationGraph graph = translator(true).convertDataType(DataType.DOUBLE);
    INDArray[] inputs = {
      Nd4j.randn(DataType.DOUBLE, 5, 5, 7),
      Nd4j.randn(DataType.DOUBLE, 5, 6, 12),
      Nd4j.randn(DataType.DOUBLE, 5, 7, 12)
    };
    INDArray[] masks = {mask(5, 7), mask(5, 12), mask(5, 12)};
    INDArray[] labels = {mask(5, 7)};
    INDArray[] expected = graph.clone().output(false, inputs, null, labels);
    ComputationGraph routed = RoutedComputationGraph.of(graph);
    routed.output(false, inputs, masks);
    Stock.assertClose("labels'", routed.output(false, inputs, null, labels), expected);
  }

  @Test
  void moreKeysThanScoresOfAllQueriesAreKeptOf() {
    ComputationGraph graph =
        new ComputationGraph(
            graph()
                .addInputs("to", "from")
                .setInputTypes(InputType.recurrent(4), InputType.recurrent(4))
                .addVertex(
                    "a", vertex(4, 4, 4, 4, 1).projectInput(false).build(), "to", "from", "from")
                .setOutputs("a")
                .build());
    graph.init();
    Stock.assertSame("40,000 keys", graph, Nd4j.randn(2, 4, 30), Nd4j.randn(2, 4, 40_000));
  }

  @Test
  void moreNumbersThanAnArrayHasAreRefused() {
    ComputationGraph graph =
        chain(
            InputType.recurrent(1, 513),
            new SelfAttentionLayer.Builder()
                .nHeads(8)
                .headSize(128)
                .nOut(1)
                .projectInput(true)
                .build());
    RoutedInference plan = RoutedInference.compile(graph);
    assertThatThrownBy(() -> plan.output(Nd4j.zeros(8192, 1, 513)))
        .hasMessageContaining("Expected an activation of less than 2^31 numbers");
    INDArray x = Nd4j.randn(2, 1, 513);
    Stock.assertClose("afterwards", plan.output(x), graph.output(x));
  }

  private static INDArray mask(int samples, int steps) {
    INDArray mask = Nd4j.randn(samples, steps).gt(0).castTo(DataType.FLOAT);
    mask.getColumn(steps / 2).assign(1);
    return mask;
  }

  /** Of three inputs; without projections they have as many features. */
  private static ComputationGraph translator(boolean projected) {
    AttentionVertex.Builder attention =
        projected ? vertex(5, 6, 7, 8, 2).headSize(3) : vertex(6, 6, 6, 6, 1);
    ComputationGraph graph =
        new ComputationGraph(
            graph()
                .addInputs("q", "k", "v")
                .setInputTypes(
                    InputType.recurrent(projected ? 5 : 6),
                    InputType.recurrent(6),
                    InputType.recurrent(projected ? 7 : 6))
                .addVertex("a", attention.projectInput(projected).build(), "q", "k", "v")
                .addLayer("out", outputs(RNNFormat.NCW), "a")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder graph() {
    return new NeuralNetConfiguration.Builder().seed(4).graphBuilder();
  }

  private static AttentionVertex.Builder vertex(
      int queries, int keys, int values, int outputs, int heads) {
    return new AttentionVertex.Builder()
        .nInQueries(queries)
        .nInKeys(keys)
        .nInValues(values)
        .nOut(outputs)
        .nHeads(heads);
  }

  private static ComputationGraph chain(InputType type, Layer... layers) {
    ComputationGraph graph = Chain.of(DataType.FLOAT, type, layers);
    Chain.vary(graph);
    return graph;
  }

  private static void check(InputType type, Layer... layers) {
    Stock.assertOnKernels(Chain.of(DataType.FLOAT, type, layers), type);
  }
}
