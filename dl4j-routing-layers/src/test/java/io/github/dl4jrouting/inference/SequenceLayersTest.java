package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Chain.vary;
import static io.github.dl4jrouting.inference.SequenceLayers.FEATURES;
import static io.github.dl4jrouting.inference.SequenceLayers.STEPS;
import static io.github.dl4jrouting.inference.SequenceLayers.WORDS;
import static io.github.dl4jrouting.inference.SequenceLayers.lstm;
import static io.github.dl4jrouting.inference.SequenceLayers.output;
import static io.github.dl4jrouting.inference.SequenceLayers.outputs;
import static io.github.dl4jrouting.inference.SequenceLayers.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Networks of sequences, with their features first and last, and with layers that DL4J gives a row
 * for each step: none is left to DL4J unnoticed.
 */
@SuppressWarnings({"deprecation", "rawtypes", "unchecked"})
class SequenceLayersTest {
  private static final int[] BATCHES = {1, 7};

  private static Layer both(RNNFormat format, Bidirectional.Mode mode) {
    return new Bidirectional(mode, lstm(format));
  }

  private static Layer convolution(RNNFormat format, int kernel) {
    return new Convolution1DLayer.Builder(kernel)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(5)
        .rnnDataFormat(format)
        .build();
  }

  private static Layer dense(int units) {
    return new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build();
  }

  private static Layer loss(RNNFormat format, Activation activation) {
    RnnLossLayer loss =
        new RnnLossLayer.Builder(LossFunctions.LossFunction.MSE).activation(activation).build();
    loss.setRnnDataFormat(format);
    return loss;
  }

  private static Layer pool(RNNFormat format, PoolingType type) {
    return new GlobalPoolingLayer.Builder(type)
        .poolingDimensions(format == RNNFormat.NWC ? 1 : 2)
        .build();
  }

  @TestFactory
  List<DynamicTest> layersInARow() {
    List<DynamicTest> tests = new ArrayList<>();
    for (RNNFormat format : RNNFormat.values()) {
      InputType type = InputType.recurrent(FEATURES, STEPS, format);
      add(tests, type, lstm(format), lstm(format));
      add(tests, type, new GravesLSTM.Builder().nOut(5).dataFormat(format).build());
      add(tests, type, new SimpleRnn.Builder().nOut(5).dataFormat(format).build());
      for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
        add(tests, type, both(format, mode), outputs(format));
      }
      add(tests, type, new LastTimeStep(lstm(format)), output());
      add(tests, type, new LastTimeStep(both(format, Bidirectional.Mode.CONCAT)), output());
      add(tests, type, convolution(format, 3), lstm(format), convolution(format, 2));
      for (PoolingType pooling : new PoolingType[] {PoolingType.MAX, PoolingType.AVG}) {
        add(tests, type, convolution(format, 3), pool(format, pooling), dense(5), output());
      }
      for (Activation activation : new Activation[] {Activation.SOFTMAX, Activation.TANH}) {
        add(tests, type, lstm(format), loss(format, activation));
      }
      add(tests, type, lstm(format), new ActivationLayer(Activation.ELU), outputs(format));
      add(tests, type, new TimeDistributed(dense(7), format), lstm(format));
      rowsOfSteps(tests, type, format);
    }
    return tests;
  }

  /** DL4J gives these layers a row for each step. */
  private static void rowsOfSteps(List<DynamicTest> tests, InputType type, RNNFormat format) {
    add(tests, type, dense(7), lstm(format), dense(5), outputs(format));
    add(tests, type, lstm(format), dense(7), dense(8), dense(5), lstm(format));
    add(tests, type, dense(7), both(format, Bidirectional.Mode.CONCAT), dense(5), outputs(format));
    add(tests, type, dense(7), new LastTimeStep(lstm(format)), output());
    add(
        tests,
        type,
        lstm(format),
        new DenseLayer.Builder().nOut(7).activation(Activation.SOFTMAX).build(),
        new ActivationLayer(Activation.TANH),
        new BatchNormalization(),
        new DropoutLayer(0.5),
        dense(5),
        new ActivationLayer(Activation.SOFTMAX),
        outputs(format));
  }

  private static void add(List<DynamicTest> tests, InputType type, Layer... layers) {
    ComputationGraph graph = Chain.of(DataType.FLOAT, type, layers);
    String name = type + ": " + List.of(layers);
    tests.add(DynamicTest.dynamicTest(name, () -> Stock.assertOnKernels(graph, type)));
  }

  /** What is left to DL4J, as a call shows it. */
  private static Set<String> left(ComputationGraph graph, INDArray... inputs) {
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(inputs);
    return plan.leftToDl4j();
  }

  private static ComputationGraph graph(
      InputType type, UnaryOperator<GraphBuilder> layers, String... outputs) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(type);
    ComputationGraph graph =
        new ComputationGraph(layers.apply(builder).setOutputs(outputs).build());
    graph.init();
    return graph;
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void verticesBetweenThem(RNNFormat format) {
    InputType type = InputType.recurrent(FEATURES, STEPS, format);
    Stock.assertOnKernels(
        graph(
            type,
            b ->
                b.addLayer("a", lstm(format), "in")
                    .addLayer("b", convolution(format, 3), "in")
                    .addVertex("merged", new MergeVertex(), "a", "b", "in")
                    .addLayer("c", lstm(format), "merged")
                    .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "c")
                    .addVertex("scaled", new ScaleVertex(0.5), "sum")
                    .addLayer("out", outputs(format), "scaled"),
            "out"),
        type);
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void verticesBetweenRowsOfSteps(RNNFormat format) {
    InputType type = InputType.recurrent(FEATURES, STEPS, format);
    Stock.assertOnKernels(
        graph(
            type,
            b ->
                b.addLayer("lstm", lstm(format), "in")
                    .addLayer("a", dense(5), "lstm")
                    .addLayer("b", dense(5), "in")
                    .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                    .addVertex("scaled", new ScaleVertex(0.5), "sum")
                    .addVertex("shifted", new ShiftVertex(0.5), "scaled")
                    .addVertex("merged", new MergeVertex(), "shifted", "a")
                    .addLayer("c", dense(3), "merged")
                    .addLayer("out", outputs(format), "c")
                    .addLayer("second", outputs(format), "a"),
            "out",
            "second"),
        type);
  }

  /** Its output, a path's too, has rows that are no samples. */
  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void whatReadsRowsOfStepsAsTheyAreLeavesTheirMakersToDl4j(RNNFormat format) {
    InputType type = InputType.recurrent(FEATURES, STEPS, format);
    ComputationGraph output =
        graph(
            type,
            b ->
                b.addLayer("lstm", lstm(format), "in")
                    .addLayer("a", dense(5), "lstm")
                    .addLayer("b", dense(5), "a")
                    .addLayer("rows", output(), "b")
                    .addLayer("out", outputs(format), "b"),
            "rows",
            "out");
    ComputationGraph routed =
        graph(
            type,
            b ->
                b.addLayer("lstm", lstm(format), "in")
                    .addLayer("a", dense(5), "lstm")
                    .addLayer("router", new RouterLayer.Builder().openProbability(0.5).build(), "a")
                    .addLayer("b", dense(5), "a")
                    .addVertex("routed", new RoutingVertex(), "router", "b", "a")
                    .addLayer("c", dense(5), "lstm")
                    .addLayer("out", outputs(format), "routed")
                    .addLayer("second", outputs(format), "c"),
            "out",
            "second");
    for (ComputationGraph graph : List.of(output, routed)) {
      vary(graph);
      for (int batch : BATCHES) {
        Stock.assertSame("batch " + batch, graph, Nd4j.randn(Chain.shape(type, batch)));
      }
    }
    INDArray x = Nd4j.randn(Chain.shape(type, 3));
    assertThat(left(output, x)).containsExactly("a", "out");
    assertThat(left(routed, x)).containsExactly("a", "routed", "out");
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void routed(RNNFormat format) {
    InputType type = InputType.recurrent(FEATURES, STEPS, format);
    ComputationGraph graph =
        graph(
            type,
            b ->
                b.addLayer("stem", lstm(format), "in")
                    .addLayer(
                        "router", new RouterLayer.Builder().openProbability(0.5).build(), "stem")
                    .addLayer("dense", dense(7), "stem")
                    .addLayer("block", lstm(format), "dense")
                    .addLayer(
                        "skip",
                        new SkipConnectionLayer.Builder()
                            .perFeature(true)
                            .initialWeight(0.5)
                            .build(),
                        "stem")
                    .addVertex("routed", new RoutingVertex(), "router", "block", "skip")
                    .addLayer(
                        "gate", new ActivityGateLayer.Builder().threshold(0.05).build(), "routed")
                    .addLayer("second", convolution(format, 3), "routed")
                    .addLayer(
                        "projection",
                        new SkipConnectionLayer.Builder().projection(5).build(),
                        "routed")
                    .addVertex("gated", new RoutingVertex(), "gate", "second", "projection")
                    .addLayer("out", outputs(format), "gated"),
            "out");
    vary(graph);
    // Through where the sequence's means sum up to more than 0.
    graph.getParam("router_W0").assign(0).getColumn(0).assign(1);
    graph.getParam("router_b0").assign(0);
    INDArray x = Nd4j.randn(Chain.shape(type, 20));
    for (int r = 0; r < x.size(0); r++) {
      x.slice(r).muli(0.2 + r % 4);
    }
    Stock.assertSame("routed", graph, x);
    assertThat(left(graph, x)).isEmpty();
    InferenceResult result = RoutedInference.compile(graph).infer(x);
    for (String router : new String[] {"router", "gate"}) {
      double through = result.decisions().get(router).getColumn(0).meanNumber().doubleValue();
      assertThat(through).as(router).isBetween(0.1, 0.9);
    }
  }

  private static EmbeddingSequenceLayer.Builder embedding(RNNFormat format) {
    return new EmbeddingSequenceLayer.Builder()
        .nIn(WORDS)
        .nOut(5)
        .hasBias(true)
        .outputDataFormat(format);
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void embeddingsOfSequences(RNNFormat format) {
    InputType type = InputType.feedForward(WORDS);
    for (int steps : new int[] {1, STEPS, 150}) {
      ComputationGraph graph =
          Chain.of(
              DataType.FLOAT,
              type,
              embedding(format).inputLength(steps).build(),
              lstm(format),
              outputs(format));
      vary(graph);
      for (int batch : BATCHES) {
        Stock.assertSame("batch " + batch, graph, words(batch, steps));
        Stock.assertSame("batch " + batch, graph, words(batch, 1, steps));
        INDArray integers = words(batch, steps).castTo(DataType.INT32);
        Stock.assertSame("integers, batch " + batch, graph, integers);
      }
      assertThat(left(graph, words(3, steps))).isEmpty();
    }
  }

  @Test
  void embeddingsOfRows() {
    ComputationGraph words =
        Chain.of(
            DataType.FLOAT,
            InputType.feedForward(WORDS),
            new EmbeddingLayer.Builder().nOut(5).hasBias(true).activation(Activation.TANH).build(),
            output());
    vary(words);
    for (int batch : new int[] {1, 2, 7}) {
      Stock.assertSame("batch " + batch, words, words(batch, 1));
    }
    assertThat(left(words, words(3, 1))).isEmpty();
    for (RNNFormat format : RNNFormat.values()) {
      ComputationGraph steps =
          Chain.of(
              DataType.FLOAT,
              InputType.recurrent(WORDS, STEPS, format),
              new EmbeddingLayer.Builder().nOut(5).build(),
              lstm(format),
              outputs(format));
      boolean last = format == RNNFormat.NWC;
      for (int batch : new int[] {1, 2, 7}) {
        INDArray x = last ? words(batch, STEPS, 1) : words(batch, 1, STEPS);
        Stock.assertSame("batch " + batch, steps, x);
        assertThat(left(steps, x)).isEmpty();
      }
    }
  }

  /** DL4J has for sequences what was pooled, and gives a dense layer what would make rows of it. */
  @Test
  void whatFollowsPooledSequences() {
    InputType type = InputType.recurrent(FEATURES, STEPS);
    Layer pooling = new GlobalPoolingLayer(PoolingType.MAX);
    Stock.assertOnKernels(
        Chain.of(
            DataType.FLOAT,
            type,
            lstm(RNNFormat.NCW),
            pooling,
            new DropoutLayer(0.5),
            new ActivationLayer(Activation.ELU),
            dense(4),
            output()),
        type);
    Stock.assertOnKernels(
        Chain.of(DataType.FLOAT, type, lstm(RNNFormat.NCW), dense(4), pooling, output()), type);
    Stock.assertOnKernels(
        graph(
            type,
            b ->
                b.addLayer("lstm", lstm(RNNFormat.NCW), "in")
                    .addLayer("max", new GlobalPoolingLayer(PoolingType.MAX), "lstm")
                    .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "lstm")
                    .addVertex("merged", new MergeVertex(), "max", "mean")
                    .addLayer("dense", dense(4), "merged")
                    .addLayer("out", output(), "dense"),
            "out"),
        type);
  }

  /** As they can be without input types. */
  @Test
  void sequencesThatAreMadeOfPooledOnes() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", new LSTM.Builder().nIn(FEATURES).nOut(6).build(), "in")
                .addLayer("max", new GlobalPoolingLayer(PoolingType.MAX), "lstm")
                .addLayer(
                    "elu",
                    new ActivationLayer(Activation.ELU),
                    new FeedForwardToRnnPreProcessor(),
                    "max")
                .addLayer(
                    "dense",
                    new DenseLayer.Builder().nIn(6).nOut(4).build(),
                    new RnnToFeedForwardPreProcessor(),
                    "elu")
                .setOutputs("dense")
                .build());
    graph.init();
    for (int batch : BATCHES) {
      Stock.assertSame("batch " + batch, graph, Nd4j.randn(batch, FEATURES, STEPS));
    }
  }

  /** DL4J has of them sequences of one step. */
  @Test
  void rowsWhereTheNetworkHasSequences() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS),
            dense(7),
            lstm(RNNFormat.NCW),
            dense(5),
            outputs(RNNFormat.NCW));
    RoutedInference plan = RoutedInference.compile(graph);
    for (INDArray x : new INDArray[] {Nd4j.randn(4, FEATURES), Nd4j.randn(4, FEATURES, STEPS)}) {
      Stock.assertClose("rows or not", plan.output(x), graph.output(x));
    }
  }

  @TestFactory
  List<DynamicTest> layersWithoutKernelsBehindRowsOfSteps() {
    List<DynamicTest> tests = new ArrayList<>();
    Layer unknown = new LSTM.Builder().nOut(5).activation(new DoubleTanh()).build();
    for (Layer layer :
        new Layer[] {
          new RecurrentAttentionLayer.Builder().nOut(4).nHeads(2).build(),
          unknown,
          new GravesBidirectionalLSTM.Builder().nOut(5).build(),
          new MaskZeroLayer(lstm(RNNFormat.NCW), 0),
          new Bidirectional(Bidirectional.Mode.ADD, unknown)
        }) {
      InputType type = InputType.recurrent(FEATURES, STEPS);
      ComputationGraph graph =
          Chain.of(DataType.FLOAT, type, dense(8), layer, dense(5), outputs(RNNFormat.NCW));
      tests.add(
          DynamicTest.dynamicTest(
              layer.toString(),
              () -> {
                for (int batch : BATCHES) {
                  Stock.assertSame("batch " + batch, graph, Nd4j.randn(Chain.shape(type, batch)));
                }
                assertThat(left(graph, Nd4j.randn(Chain.shape(type, 3)))).contains("l1");
              }));
    }
    return tests;
  }

  /** Of which DL4J makes rows in another way. */
  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void sequencesOfOneStep(RNNFormat format) {
    InputType type = InputType.recurrent(FEATURES, 1, format);
    Stock.assertOnKernels(
        Chain.of(DataType.FLOAT, type, dense(7), lstm(format), dense(5), outputs(format)), type);
  }

  @Test
  void wordsThatTheTableDoesNotHaveAreNamed() {
    RoutedInference plan =
        RoutedInference.compile(
            Chain.of(
                DataType.FLOAT,
                InputType.recurrent(WORDS, STEPS),
                embedding(RNNFormat.NCW).inputLength(STEPS).inferInputLength(false).build(),
                lstm(RNNFormat.NCW)));
    for (int wrong : new int[] {WORDS, -1}) {
      INDArray x = words(4, STEPS);
      x.putScalar(2, 3, wrong);
      assertThatThrownBy(() -> plan.output(x))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"l0\"")
          .hasMessageContaining("from 0 to 10, found " + (double) wrong + " at step 3");
    }
    assertThatThrownBy(() -> plan.output(words(4, STEPS + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[N, 9] or [N, 1, 9], found [N, 10]");
    assertThat(plan.output(words(4, STEPS))[0].shape()).containsExactly(4, 5, STEPS);
  }

  @Test
  void sequencesOfAnotherKindAreRefused() {
    RoutedInference plan =
        RoutedInference.compile(
            Chain.of(
                DataType.FLOAT,
                InputType.recurrent(FEATURES, STEPS, RNNFormat.NWC),
                lstm(RNNFormat.NWC),
                outputs(RNNFormat.NWC)));
    assertThatThrownBy(() -> plan.output(Nd4j.randn(2, STEPS, FEATURES + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"l0\"")
        .hasMessageContaining("sequences of shape [N, steps, 6], features last, found [N, 9, 7]");
    assertThatThrownBy(() -> plan.output(Nd4j.randn(2, FEATURES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found [N, 6]");
    assertThat(plan.output(Nd4j.randn(2, STEPS, FEATURES))[0].shape()).containsExactly(2, STEPS, 4);
  }

  /** DL4J's pooling of sequences that have their features last, as far as it works. */
  @Test
  void poolingOfWindowsOfSteps() {
    InputType type = InputType.recurrent(FEATURES, STEPS, RNNFormat.NWC);
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            type,
            convolution(RNNFormat.NWC, 3),
            new Subsampling1DLayer.Builder(PoolingType.MAX).kernelSize(2).stride(2).build(),
            lstm(RNNFormat.NWC));
    INDArray x = Nd4j.randn(Chain.shape(type, 3));
    Stock.assertSame("pooled", graph, x);
  }
}
