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

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.router.RouterLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Sequences of different lengths: kernels compute with masks what DL4J does. */
@SuppressWarnings({"deprecation", "rawtypes", "unchecked"})
class SequenceMasksTest {
  private static final int[] BATCHES = {1, 2, 7};

  /** Which steps count. */
  private enum Kind {
    FIRST,
    LAST,
    ANY
  }

  private static INDArray mask(Kind kind, int batch) {
    Random random = new Random(batch + 10L * kind.ordinal());
    INDArray mask = Nd4j.zeros(DataType.FLOAT, batch, STEPS);
    for (int sample = 0; sample < batch; sample++) {
      int count = 1 + random.nextInt(STEPS);
      for (int i = 0; i < count; i++) {
        int step =
            switch (kind) {
              case FIRST -> i;
              case LAST -> STEPS - 1 - i;
              case ANY -> random.nextInt(STEPS);
            };
        mask.putScalar(sample, step, 1);
      }
    }
    return mask;
  }

  private static Layer graves(RNNFormat format) {
    return new GravesLSTM.Builder().nOut(5).dataFormat(format).build();
  }

  private static Layer simple(RNNFormat format) {
    return new SimpleRnn.Builder().nOut(5).dataFormat(format).build();
  }

  private static Layer wide(RNNFormat format) {
    return new LSTM.Builder().nOut(256).dataFormat(format).build(); // threads share its units
  }

  private static Layer both(Bidirectional.Mode mode, Layer layer) {
    return new Bidirectional(mode, layer);
  }

  private static Layer dense(int units) {
    return new DenseLayer.Builder().nOut(units).activation(Activation.SIGMOID).build();
  }

  @TestFactory
  List<DynamicTest> networksOfLayersInARow() {
    List<DynamicTest> tests = new ArrayList<>();
    for (RNNFormat format : RNNFormat.values()) {
      add(tests, format, lstm(format), outputs(format));
      add(tests, format, lstm(format), new LastTimeStep(graves(format)), output());
      add(tests, format, new LastTimeStep(lstm(format)), output());
      add(tests, format, new LastTimeStep(simple(format)), dense(5), output());
      add(tests, format, new LastTimeStep(wide(format)), output());
      for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
        add(tests, format, both(mode, lstm(format)), outputs(format));
        add(tests, format, both(mode, simple(format)), outputs(format));
        add(tests, format, new LastTimeStep(both(mode, lstm(format))), output());
        add(tests, format, new LastTimeStep(both(mode, graves(format))), output());
      }
      add(tests, format, simple(format), simple(format), outputs(format));
      add(tests, format, lstm(format), dense(7), dense(5), outputs(format));
      add(tests, format, dense(7), lstm(format), dense(5), new LastTimeStep(lstm(format)));
      add(
          tests,
          format,
          dense(7),
          new ActivationLayer(Activation.ELU),
          new BatchNormalization(),
          lstm(format),
          outputs(format));
      add(tests, format, new TimeDistributed(dense(7)), lstm(format), outputs(format));
    }
    for (PoolingType type : new PoolingType[] {PoolingType.MAX, PoolingType.AVG, PoolingType.SUM}) {
      add(tests, RNNFormat.NCW, lstm(RNNFormat.NCW), new GlobalPoolingLayer(type), output());
    }
    add(
        tests,
        RNNFormat.NCW,
        new Convolution1DLayer.Builder(3).convolutionMode(ConvolutionMode.Same).nOut(5).build(),
        new ActivationLayer(Activation.RELU),
        new GlobalPoolingLayer(PoolingType.MAX),
        output());
    add(
        tests,
        RNNFormat.NCW,
        lstm(RNNFormat.NCW),
        new RnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
            .activation(Activation.SOFTMAX)
            .build());
    return tests;
  }

  private static void add(List<DynamicTest> tests, RNNFormat format, Layer... layers) {
    InputType type = InputType.recurrent(FEATURES, STEPS, format);
    ComputationGraph graph = Chain.of(DataType.FLOAT, type, layers);
    vary(graph);
    tests.add(
        DynamicTest.dynamicTest(
            type + ": " + List.of(layers),
            () -> {
              for (Kind kind : Kind.values()) {
                for (int batch : BATCHES) {
                  INDArray x = Nd4j.randn(Chain.shape(type, batch));
                  assertSame(kind + ", batch " + batch, graph, mask(kind, batch), x);
                }
              }
              assertOnKernels(graph, mask(Kind.ANY, 7), Nd4j.randn(Chain.shape(type, 7)));
            }));
  }

  /** With masks, and without any in between. */
  private static void assertSame(String what, ComputationGraph graph, INDArray mask, INDArray x) {
    Stock.assertSameMasked(what, graph, mask, x);
    INDArray[] inputs = {x};
    INDArray[] masks = {mask};
    INDArray[] expected = graph.output(false, inputs, masks);
    RoutedInference plan = RoutedInference.compile(graph);
    for (int call = 0; call < 2; call++) {
      Stock.assertClose("without: " + what, plan.output(x), graph.output(x));
      Stock.assertClose(what, plan.output(inputs, masks), expected);
    }
  }

  private static void assertOnKernels(ComputationGraph graph, INDArray mask, INDArray x) {
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(new INDArray[] {x}, new INDArray[] {mask});
    assertThat(plan.leftToDl4jWithMasks()).isEmpty();
  }

  private static ComputationGraph network(GraphBuilder builder, String... outputs) {
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(outputs).build());
    graph.init();
    vary(graph);
    return graph;
  }

  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.recurrent(FEATURES, STEPS));
  }

  @Test
  void embeddings() {
    INDArray words = words(7, STEPS);
    for (RNNFormat format : RNNFormat.values()) {
      ComputationGraph graph =
          Chain.of(
              DataType.FLOAT,
              InputType.recurrent(WORDS, STEPS),
              new EmbeddingSequenceLayer.Builder()
                  .nOut(5)
                  .hasBias(true)
                  .inputLength(STEPS)
                  .outputDataFormat(format)
                  .build(),
              lstm(format),
              new LastTimeStep(lstm(format)),
              output());
      vary(graph);
      assertSame("embedded", graph, mask(Kind.ANY, 7), words);
      assertOnKernels(graph, mask(Kind.ANY, 7), words);
    }
    ComputationGraph ofSteps =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(WORDS, STEPS),
            new EmbeddingLayer.Builder().nOut(5).hasBias(true).build(),
            simple(RNNFormat.NCW),
            outputs(RNNFormat.NCW));
    vary(ofSteps);
    assertSame("of steps", ofSteps, mask(Kind.ANY, 7), words.reshape(7, 1, STEPS));
    assertOnKernels(ofSteps, mask(Kind.ANY, 7), words.reshape(7, 1, STEPS));
  }

  @Test
  void labelMasksAndFeatureMasks() {
    ComputationGraph graph =
        network(
            builder()
                .addLayer("lstm", lstm(RNNFormat.NCW), "in")
                .addLayer("dense", dense(5), "lstm")
                .addLayer("out", outputs(RNNFormat.NCW), "dense")
                .addVertex("last", new LastTimeStepVertex("in"), "lstm")
                .addLayer("class", output(), "last"),
            "out",
            "class");
    RoutedComputationGraph routed = RoutedComputationGraph.of(graph);
    for (int batch : BATCHES) {
      INDArray[] x = {Nd4j.randn(batch, FEATURES, STEPS)};
      INDArray[] features = {mask(Kind.FIRST, batch)};
      INDArray[] labels = {mask(Kind.ANY, batch), null};
      INDArray perOutput = Nd4j.rand(batch, 4, STEPS).gt(0.5).castTo(DataType.FLOAT);
      for (INDArray[] given : new INDArray[][] {labels, {perOutput, null}, null}) {
        INDArray[] expected = graph.output(false, x, features, given);
        Stock.assertClose("batch " + batch, routed.output(false, x, features, given), expected);
        INDArray[] alone = given == null ? null : graph.output(false, x, null, given);
        if (alone != null) {
          Stock.assertClose("labels alone", routed.output(false, x, null, given), alone);
        }
      }
    }
  }

  /** As evaluation has them, by turns on one plan. */
  @Test
  void masksOfFeaturesAndOfLabelsByTurns() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS),
            simple(RNNFormat.NCW),
            outputs(RNNFormat.NCW));
    vary(graph);
    RoutedComputationGraph routed = RoutedComputationGraph.of(graph);
    INDArray[] x = {Nd4j.randn(7, FEATURES, STEPS)};
    INDArray[] features = {mask(Kind.FIRST, 7)};
    INDArray[] labels = {mask(Kind.ANY, 7)};
    for (int turn = 0; turn < 2; turn++) {
      for (INDArray[][] masks :
          new INDArray[][][] {{features, null}, {null, labels}, {features, labels}}) {
        INDArray[] expected = graph.output(false, x, masks[0], masks[1]);
        Stock.assertClose("turn " + turn, routed.output(false, x, masks[0], masks[1]), expected);
      }
    }
  }

  @Test
  void inputsOfWhichSomeHaveMasks() {
    ComputationGraph graph =
        network(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .graphBuilder()
                .addInputs("one", "two")
                .setInputTypes(
                    InputType.recurrent(FEATURES, STEPS), InputType.recurrent(FEATURES, STEPS))
                .addLayer("a", new LastTimeStep(lstm(RNNFormat.NCW)), "one")
                .addLayer("b", new LastTimeStep(simple(RNNFormat.NCW)), "two")
                .addVertex("both", new MergeVertex(), "a", "b")
                .addLayer("out", output(), "both"),
            "out");
    INDArray[] x = {Nd4j.randn(7, FEATURES, STEPS), Nd4j.randn(7, FEATURES, STEPS)};
    INDArray one = mask(Kind.FIRST, 7);
    INDArray two = mask(Kind.ANY, 7);
    RoutedInference plan = RoutedInference.compile(graph);
    for (INDArray[] masks : new INDArray[][] {{one, null}, {null, two}, {one, two}, {two, one}}) {
      Stock.assertClose("masks", plan.output(x, masks), graph.output(false, x, masks));
    }
    assertThat(plan.leftToDl4jWithMasks()).isEmpty();
  }

  @Test
  void aFrozenLastStepHeedsItsMask() {
    ComputationGraph graph =
        network(
            builder()
                .addLayer("lstm", lstm(RNNFormat.NCW), "in")
                .addVertex("last", new LastTimeStepVertex("in"), "lstm")
                .addLayer("out", output(), "last"),
            "out");
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(graph).setFeatureExtractor("last").build();
    assertSame("frozen", frozen, mask(Kind.FIRST, 7), Nd4j.randn(7, FEATURES, STEPS));
  }

  @Test
  void aSkipConnectionHeedsNoLabelMask() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS),
            lstm(RNNFormat.NCW),
            new SkipConnectionLayer.Builder().projection(4).build());
    vary(graph);
    INDArray[] x = {Nd4j.randn(7, FEATURES, STEPS)};
    INDArray[] labels = {mask(Kind.ANY, 7)};
    Stock.assertClose(
        "labels",
        RoutedComputationGraph.of(graph).output(false, x, null, labels),
        graph.output(false, x, null, labels));
  }

  @Test
  void samplesGoWaysOfTheirOwn() {
    GraphBuilder builder = builder().addLayer("stem", lstm(RNNFormat.NCW), "in");
    new RoutedBlock("block", simple(RNNFormat.NCW), dense(5), lstm(RNNFormat.NCW))
        .router(new RouterLayer.Builder().openProbability(0.5).build())
        .addTo(builder, "stem");
    ComputationGraph graph =
        network(
            builder
                .addVertex("merged", new MergeVertex(), "block", "stem")
                .addLayer("last", new LastTimeStep(lstm(RNNFormat.NCW)), "merged")
                .addLayer("out", output(), "last"),
            "out");
    graph.getParam("block-router_W0").assign(0).getColumn(0).assign(1);
    graph.getParam("block-router_b0").assign(0);
    INDArray x = Nd4j.randn(20, FEATURES, STEPS);
    INDArray mask = mask(Kind.ANY, 20);
    mask.getRow(3).assign(0).putScalar(0, 1);
    assertSame("routed", graph, mask, x);
    assertOnKernels(graph, mask, x);
    INDArray open =
        RoutedInference.compile(graph)
            .infer(new INDArray[] {x}, new INDArray[] {mask})
            .decisions()
            .get("block-router")
            .getColumn(0);
    assertThat(open.meanNumber().doubleValue()).isBetween(0.1, 0.9);
  }

  /** Its router's mean of no steps is zero; DL4J's is not a number. */
  @Test
  void samplesWithoutAnyStep() {
    INDArray mask = mask(Kind.FIRST, 7);
    mask.getRow(2).assign(0);
    INDArray x = Nd4j.randn(7, FEATURES, STEPS);
    GraphBuilder builder = builder();
    new RoutedBlock("block", new LSTM.Builder().nOut(FEATURES).build())
        .router(new RouterLayer.Builder().openProbability(0.5).build())
        .addTo(builder, "in");
    ComputationGraph routed =
        network(builder.addVertex("out", new LastTimeStepVertex("in"), "block"), "out");
    assertSame("none counts", routed, mask, x);

    ComputationGraph pooled =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS),
            lstm(RNNFormat.NCW),
            new GlobalPoolingLayer(PoolingType.AVG));
    INDArray[] xs = {x};
    INDArray[] masks = {mask};
    float[] expected = pooled.output(false, xs, masks)[0].getRow(2).toFloatVector();
    float[] found = RoutedInference.compile(pooled).output(xs, masks)[0].getRow(2).toFloatVector();
    assertThat(found).isEqualTo(expected).containsOnly(Float.NaN);

    ComputationGraph last =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS),
            new LastTimeStep(lstm(RNNFormat.NCW)));
    RoutedInference plan = RoutedInference.compile(last);
    assertThatThrownBy(() -> last.output(false, xs, masks)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> plan.output(xs, masks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"l0\"")
        .hasMessageContaining("at least one step");
    assertThat(plan.output(x)[0].shape()).containsExactly(7, 5);
  }

  @Test
  void masksOfAnotherKindAreDl4js() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS),
            simple(RNNFormat.NCW),
            outputs(RNNFormat.NCW));
    vary(graph);
    INDArray mask = mask(Kind.FIRST, 7).muli(0.5);
    INDArray x = Nd4j.randn(7, FEATURES, STEPS);
    assertSame("halves", graph, mask, x);
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(new INDArray[] {x}, new INDArray[] {mask});
    assertThat(plan.leftToDl4jWithMasks()).containsExactly("l0");
    assertThat(plan.leftToDl4j()).isEmpty();
    INDArray booleans = mask(Kind.ANY, 7).castTo(DataType.BOOL);
    assertSame("booleans", graph, booleans, x);
    assertOnKernels(graph, booleans, x);
  }

  @Test
  void whatHasNoKernelHasItsMaskFromDl4j() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS),
            lstm(RNNFormat.NCW),
            new RecurrentAttentionLayer.Builder().nOut(8).nHeads(2).build(),
            dense(5),
            new LastTimeStep(both(Bidirectional.Mode.CONCAT, lstm(RNNFormat.NCW))),
            output());
    vary(graph);
    for (Kind kind : Kind.values()) {
      assertSame(kind.toString(), graph, mask(kind, 7), Nd4j.randn(7, FEATURES, STEPS));
    }
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(
        new INDArray[] {Nd4j.randn(7, FEATURES, STEPS)}, new INDArray[] {mask(Kind.ANY, 7)});
    assertThat(plan.leftToDl4jWithMasks()).containsExactly("l1");
  }

  /** DL4J takes the features there for steps. */
  @Test
  void pooledSequencesWithFeaturesLastAreDl4js() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(FEATURES, STEPS, RNNFormat.NWC),
            new LSTM.Builder().nOut(STEPS).dataFormat(RNNFormat.NWC).build(),
            new GlobalPoolingLayer.Builder(PoolingType.AVG).poolingDimensions(1).build(),
            output());
    vary(graph);
    INDArray x = Nd4j.randn(7, STEPS, FEATURES);
    INDArray[] masks = {mask(Kind.FIRST, 7)};
    INDArray[] expected = graph.output(false, new INDArray[] {x}, masks);
    RoutedInference plan = RoutedInference.compile(graph);
    Stock.assertClose("as many", plan.output(new INDArray[] {x}, masks), expected);
    assertThat(Arrays.asList("l1")).containsExactlyElementsOf(plan.leftToDl4jWithMasks());
  }
}
