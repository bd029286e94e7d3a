package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLayer;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Clause: what is wrong is rejected, early, with who, what was expected and what was found. */
class ErrorsTest {
  private static final InputType DENSE = InputType.feedForward(3);

  private static ISchedule falling(double first, double then) {
    return new MapSchedule.Builder(ScheduleType.ITERATION).add(0, first).add(1, then).build();
  }

  private static Arguments rejected(String what, ThrowingCallable action, String... parts) {
    return Arguments.of(what, action, parts);
  }

  private static <B extends Layer.Builder<?>> ThrowingCallable named(Supplier<B> builder) {
    return () -> builder.get().name("me").build();
  }

  private static SparsityPenaltyLoss.Builder loss() {
    return new SparsityPenaltyLoss.Builder();
  }

  static Stream<Arguments> builders() {
    return Stream.of(
        rejected(
            "one path", named(() -> new RouterLayer.Builder().paths(1)), "at least 2 paths", "1"),
        rejected("no hidden unit", named(() -> new RouterLayer.Builder().hidden(4, 0)), "[4, 0]"),
        rejected(
            "too many top paths",
            named(() -> new RouterLayer.Builder().paths(3).topK(4)),
            "1 to 3",
            "4"),
        rejected("no top path", named(() -> new RouterLayer.Builder().topK(0)), "1 to 2", "0"),
        rejected(
            "temperature 0",
            named(() -> new RouterLayer.Builder().temperature(0)),
            "temperature",
            "0.0"),
        rejected(
            "negative temperature",
            named(() -> new RouterLayer.Builder().temperature(-1)),
            "temperature",
            "-1.0"),
        rejected(
            "NaN temperature",
            named(() -> new RouterLayer.Builder().temperature(Double.NaN)),
            "temperature",
            "NaN"),
        rejected(
            "inference temperature 0",
            named(() -> new RouterLayer.Builder().inferenceTemperature(0)),
            "inferenceTemperature",
            "0.0"),
        rejected(
            "negative noise",
            named(
                () ->
                    new RouterLayer.Builder()
                        .noise(new org.nd4j.linalg.schedule.FixedSchedule(-0.1))),
            "noise",
            "-0.1"),
        rejected(
            "certain router",
            named(() -> new RouterLayer.Builder().openProbability(1)),
            "between 0 and 1",
            "1.0"),
        rejected(
            "costs for another number of paths",
            named(
                () ->
                    new RouterLayer.Builder()
                        .paths(3)
                        .penalty(loss().add(Penalty.ENTROPY, 1).costs(1, 0).build())),
            "3 path costs",
            "found 2"),
        rejected(
            "NaN threshold",
            named(() -> new ActivityGateLayer.Builder().threshold(Double.NaN)),
            "threshold",
            "NaN"),
        rejected(
            "infinite learnable threshold",
            named(
                () ->
                    new ActivityGateLayer.Builder()
                        .learnable(true)
                        .threshold(Double.POSITIVE_INFINITY)),
            "finite",
            "Infinity"),
        rejected(
            "gate temperature 0",
            named(() -> new ActivityGateLayer.Builder().temperature(0)),
            "temperature",
            "0.0"),
        rejected(
            "confidence gate temperature",
            named(() -> new ConfidenceGateLayer.Builder().temperature(-2)),
            "temperature",
            "-2.0"),
        rejected(
            "infinite first weight",
            named(() -> new SkipConnectionLayer.Builder().initialWeight(Double.POSITIVE_INFINITY)),
            "finite initial weight",
            "Infinity"),
        rejected(
            "stride 0",
            named(() -> new SkipConnectionLayer.Builder().projection(4, 0, 1)),
            "stride",
            "[0, 1]"),
        rejected(
            "projection to nothing",
            named(() -> new SkipConnectionLayer.Builder().projection(0)),
            "at least 1 feature",
            "0"),
        rejected(
            "NaN threshold of a skipping block",
            named(
                () ->
                    new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(3).build())
                        .threshold(Double.NaN)),
            "threshold",
            "NaN"),
        rejected(
            "null in a skipping block",
            named(() -> new ActivitySkipLayer.Builder(new DenseLayer.Builder().build(), null)),
            "position 1",
            "null"),
        rejected(
            "empty skipping block", named(() -> new ActivitySkipLayer.Builder()), "at least one"),
        rejected(
            "recurrent skipping block",
            named(() -> new ActivitySkipLayer.Builder(new LSTM.Builder().nOut(3).build())),
            "LSTM",
            "RoutedBlock"),
        rejected(
            "router in a skipping block",
            named(() -> new ActivitySkipLayer.Builder(new RouterLayer.Builder().build())),
            "RouterLayer"),
        rejected(
            "output layer in a skipping block",
            named(() -> new ActivitySkipLayer.Builder(new OutputLayer.Builder().nOut(2).build())),
            "OutputLayer",
            "outside"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("builders")
  void buildersRejectAndNameTheLayer(String what, ThrowingCallable action, String... parts) {
    assertThatThrownBy(action)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Layer \"me\"", "expected", "found")
        .hasMessageContainingAll(parts);
  }

  @Test
  void buildersOfLayersWithoutANameGiveTheirType() {
    assertThatThrownBy(() -> new RouterLayer.Builder().paths(1).build())
        .hasMessageStartingWith("RouterLayer: expected at least 2 paths");
    assertThatThrownBy(() -> new ActivityGateLayer.Builder().threshold(Double.NaN).build())
        .hasMessageStartingWith("ActivityGateLayer: expected a threshold");
    assertThatThrownBy(() -> new SkipConnectionLayer.Builder().projection(0).build())
        .hasMessageStartingWith("SkipConnectionLayer: expected a projection");
    assertThatThrownBy(() -> new ActivitySkipLayer.Builder().build())
        .hasMessageStartingWith("ActivitySkipLayer: expected a block");
    RouterLayer nameless = new RouterLayer.Builder().layout(InputLayout.NCW).build();
    assertThatThrownBy(() -> nameless.setNIn(null, false))
        .hasMessageStartingWith("Layer without a name: expected feed-forward");
  }

  @Test
  void aTargetRateUpToTheCostOfTheDearestPathIsAccepted() {
    loss().targetRate(1, 1).build();
    loss().targetRate(2.5, 1).costs(2.5, 0).build();
  }

  static Stream<Arguments> layersWhoseParametersDependOnTheirInput() {
    return Stream.of(
        Arguments.of(new RouterLayer.Builder().build(), "nIn=0, nOut=2"),
        Arguments.of(new RouterLayer.Builder().hidden(4).featureAttention(true).build(), "nIn=0"),
        Arguments.of(new SkipConnectionLayer.Builder().perFeature(true).build(), "nIn=0"),
        Arguments.of(new SkipConnectionLayer.Builder().projection(3).build(), "nIn=0, nOut=3"),
        Arguments.of(
            new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(3).build()).build(),
            "nIn=0"));
  }

  @ParameterizedTest
  @MethodSource("layersWhoseParametersDependOnTheirInput")
  void withoutInputTypesAMissingNInIsRejectedWhenTheNetworkIsMade(Layer layer, String found) {
    ComputationGraph graph = withoutInputTypes(layer);
    assertThatThrownBy(graph::init)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("me", found);
  }

  @ParameterizedTest
  @MethodSource("layersWhoseParametersDependOnTheirInput")
  void inANetworkOfLayersWithoutNamesToo(Layer layer, String found) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(layer)
                .layer(
                    new OutputLayer.Builder().nIn(3).nOut(2).activation(Activation.SOFTMAX).build())
                .build());
    assertThatThrownBy(network::init)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(found)
        .hasMessageNotContaining("null");
  }

  @ParameterizedTest
  @MethodSource("layersWhoseParametersDoNot")
  void layersWhoseParametersDoNotDependOnTheirInputNeedNoNIn(Layer layer) {
    ComputationGraph graph = withoutInputTypes(layer);
    graph.init();
    INDArray x = Nd4j.ones(DataType.DOUBLE, 2, 3);
    graph.fit(new MultiDataSet(x, Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}})));
    graph.outputSingle(x);
  }

  static Stream<Layer> layersWhoseParametersDoNot() {
    return Stream.of(
        new ActivityGateLayer.Builder().learnable(true).build(),
        new ConfidenceGateLayer.Builder().build(),
        new SkipConnectionLayer.Builder().build());
  }

  private static ComputationGraph withoutInputTypes(Layer layer) {
    int features = layer instanceof SkipConnectionLayer ? 3 : 2;
    return new ComputationGraph(
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .addLayer("me", layer, "in")
            .addLayer(
                "out",
                new OutputLayer.Builder()
                    .nIn(features)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "me")
            .setOutputs("out")
            .build());
  }

  private static RoutedBlock block() {
    return new RoutedBlock("me", new DenseLayer.Builder().nOut(3).build());
  }

  static Stream<Arguments> values() {
    return Stream.of(
        rejected("no penalty", () -> loss().build(), "at least one penalty", "found none"),
        rejected(
            "negative weight", () -> loss().add(Penalty.ENTROPY, -1), "ENTROPY", "weight", "-1.0"),
        rejected("NaN weight", () -> loss().add(Penalty.ROUTER_Z, Double.NaN), "ROUTER_Z", "NaN"),
        rejected("negative target", () -> loss().targetRate(-0.1, 1), "TARGET_RATE", "-0.1"),
        rejected(
            "target rate above the cost of the dearest path",
            () -> loss().targetRate(1.5, 1).build(),
            "between 0 and 1.0",
            "1.5"),
        rejected(
            "target rate above the costs given",
            () -> loss().targetRate(0.5, 1).costs(0.4, 0.1).build(),
            "between 0 and 0.4",
            "0.5"),
        rejected(
            "target rate without target",
            () -> loss().add(Penalty.TARGET_RATE, 1),
            "TARGET_RATE",
            "targetRate(target, weight)"),
        rejected(
            "negative cost",
            () -> loss().add(Penalty.ENTROPY, 1).costs(1, -2).build(),
            "-2.0",
            "path 1"),
        rejected("empty block", () -> new RoutedBlock("me"), "\"me\"", "at least one layer"),
        rejected("block without a name", () -> new RoutedBlock(null), "name", "null"),
        rejected(
            "null among the layers of a block",
            () -> new RoutedBlock("me", new DenseLayer.Builder().build(), null),
            "\"me\"",
            "position 1",
            "null"),
        rejected("no array of layers", () -> new RoutedBlock("me", (Layer[]) null), "\"me\""),
        rejected("no router", () -> block().router(null), "\"me\"", "router", "null"),
        rejected("no bypass", () -> block().bypass(null), "\"me\"", "bypass", "null"),
        rejected("no graph", () -> block().addTo(null, "in"), "\"me\"", "graph builder", "null"),
        rejected(
            "no input",
            () -> block().addTo(new NeuralNetConfiguration.Builder().graphBuilder(), null),
            "\"me\"",
            "feeds it",
            "null"),
        rejected(
            "router of three paths around a block",
            () ->
                new RoutedBlock("me", new DenseLayer.Builder().nOut(3).build())
                    .router(new RouterLayer.Builder().paths(3).build()),
            "\"me\"",
            "2 paths",
            "found 3"),
        rejected(
            "penalty layer of another loss",
            () -> {
              SparsityPenaltyLayer.Builder builder =
                  new SparsityPenaltyLayer.Builder(loss().add(Penalty.ENTROPY, 1).build());
              builder.setLossFn(new org.nd4j.linalg.lossfunctions.impl.LossMSE());
              builder.build();
            },
            "SparsityPenaltyLoss",
            "MSE"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void valuesAreRejectedWithWhatWasExpectedAndFound(
      String what, ThrowingCallable action, String... parts) {
    assertThatThrownBy(action)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("found")
        .hasMessageContainingAll(parts);
  }

  /** in → me → out. */
  private static ComputationGraph graph(Layer layer, InputType type) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(type)
                .addLayer("me", layer, "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "me")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  static Stream<Arguments> graphs() {
    InputType volume =
        InputType.convolutional3D(
            org.deeplearning4j.nn.conf.layers.Convolution3D.DataFormat.NCDHW, 2, 2, 2, 2);
    InputType image = InputType.convolutional(4, 4, 2);
    return Stream.of(
        rejected(
            "volumes into a router",
            () -> graph(new RouterLayer.Builder().build(), volume),
            "convolutional (2d)",
            "found"),
        rejected(
            "volumes into a bypass",
            () -> graph(new SkipConnectionLayer.Builder().build(), volume),
            "found"),
        rejected(
            "images into a confidence gate",
            () -> graph(new ConfidenceGateLayer.Builder().build(), image),
            "[N, C]",
            "found"),
        rejected(
            "a strided projection of rows",
            () -> graph(new SkipConnectionLayer.Builder().projection(3, 2, 2).build(), DENSE),
            "stride",
            "[2, 2]"),
        rejected(
            "a skipping block that changes the shape",
            () ->
                graph(
                    new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(4).build()).build(),
                    DENSE),
            "keeps the shape",
            "4"),
        rejected(
            "a skipping block of layers that do not follow",
            () ->
                graph(
                    new ActivitySkipLayer.Builder(
                            new ConvolutionLayer.Builder(1, 1).nOut(2).build(),
                            new DenseLayer.Builder().nOut(4).build())
                        .build(),
                    image),
            "layer 1",
            "DenseLayer"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("graphs")
  void graphsAreRejectedWhenBuiltAndNameTheLayer(
      String what, ThrowingCallable action, String... parts) {
    assertThatThrownBy(action)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Layer \"me\"", "expected", "found")
        .hasMessageContainingAll(parts);
  }

  @Test
  void inputTypesThatMayNotOverrideMustFitTheToldLayout() {
    RouterLayer told = new RouterLayer.Builder().layout(InputLayout.NHWC).name("me").build();
    InputType channelsFirst = InputType.convolutional(4, 4, 2);
    assertThatThrownBy(() -> told.setNIn(channelsFirst, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Layer \"me\"", "expected", "NHWC", "found NCHW");
  }

  @Test
  void aVertexOfAnotherNumberOfPathsIsRejectedWhenTheGraphIsBuilt() {
    assertThatThrownBy(
            () ->
                new NeuralNetConfiguration.Builder()
                    .graphBuilder()
                    .addInputs("in")
                    .setInputTypes(DENSE)
                    .addLayer("router", new RouterLayer.Builder().paths(3).build(), "in")
                    .addLayer("a", new DenseLayer.Builder().nOut(3).build(), "in")
                    .addVertex("mix", new RoutingVertex(), "router", "a", "in")
                    .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "mix")
                    .setOutputs("out")
                    .build())
        .hasStackTraceContaining("expected a first input of 2 probabilities");
  }

  static Stream<Arguments> layersOnThreeFeatures() {
    return Stream.of(
        Arguments.of(new RouterLayer.Builder().build()),
        Arguments.of(new ActivityGateLayer.Builder().build()),
        Arguments.of(new ConfidenceGateLayer.Builder().build()),
        Arguments.of(new SkipConnectionLayer.Builder().build()),
        Arguments.of(
            new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(3).build()).build()));
  }

  @ParameterizedTest
  @MethodSource("layersOnThreeFeatures")
  void inputOfAnotherShapeIsRejectedAndTheLayerNamed(Layer layer) {
    ComputationGraph graph = graph(layer, DENSE);
    for (INDArray wrong :
        new INDArray[] {Nd4j.ones(DataType.DOUBLE, 2, 4), Nd4j.ones(DataType.DOUBLE, 2, 3, 5)}) {
      assertThatThrownBy(() -> graph.output(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(
              "Layer \"me\"",
              "3 features",
              "found shape " + java.util.Arrays.toString(wrong.shape()));
    }
  }

  @ParameterizedTest
  @MethodSource("layersOnThreeFeatures")
  void notANumberIsRejectedWhereADecisionDependsOnIt(Layer layer) {
    org.junit.jupiter.api.Assumptions.assumeFalse(layer instanceof SkipConnectionLayer);
    ComputationGraph graph = graph(layer, DENSE);
    INDArray x = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {1, Double.NaN, 3}, {4, 5, 6}});
    for (boolean training : new boolean[] {false, true}) {
      assertThatThrownBy(() -> graph.output(training, x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("Layer \"me\"", "sample 1", "NaN");
    }
  }

  @Test
  void schedulesThatTurnBadAreCaughtWhenTheyDo() {
    MultiDataSet data =
        new MultiDataSet(
            Nd4j.ones(DataType.DOUBLE, 2, 3),
            Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}}));
    ComputationGraph cold =
        graph(new RouterLayer.Builder().temperature(falling(1, 0)).build(), DENSE);
    cold.fit(data);
    assertThatThrownBy(() -> cold.fit(data))
        .hasStackTraceContaining("Layer \"me\": expected a temperature above 0 at iteration 1");
    ComputationGraph gate =
        graph(
            new ActivityGateLayer.Builder().learnable(true).temperature(falling(1, -1)).build(),
            DENSE);
    gate.fit(data);
    assertThatThrownBy(() -> gate.fit(data))
        .hasStackTraceContaining("Layer \"me\": expected a temperature")
        .hasStackTraceContaining("iteration 1");
    ComputationGraph negative =
        graph(
            new RouterLayer.Builder()
                .penalty(loss().add(Penalty.ENTROPY, falling(1, -3)).build())
                .build(),
            DENSE);
    negative.fit(data);
    assertThatThrownBy(() -> negative.fit(data))
        .hasStackTraceContaining("expected a weight")
        .hasStackTraceContaining("-3.0 at iteration 1");
  }

  @Test
  void aPlainLossLayerRejectsSchedulesScoresAndWhatIsNoProbability() {
    INDArray p = Nd4j.createFromArray(new double[][] {{0.4, 0.6}});
    var identity = Activation.IDENTITY.getActivationFunction();
    SparsityPenaltyLoss scheduled =
        loss()
            .add(Penalty.ENTROPY, new ExponentialSchedule(ScheduleType.ITERATION, 1, 0.9))
            .build();
    assertThatThrownBy(() -> scheduled.computeScore(p, p, identity, null, true))
        .hasMessageContainingAll("constant weights", "SparsityPenaltyLayer");
    SparsityPenaltyLoss scores = loss().add(Penalty.ROUTER_Z, 1).build();
    assertThatThrownBy(() -> scores.computeScore(p, p, identity, null, true))
        .hasMessageContainingAll("ROUTER_Z", "softmax");
    SparsityPenaltyLoss entropy = loss().add(Penalty.ENTROPY, 1).build();
    INDArray wrong = Nd4j.createFromArray(new double[][] {{0.4, 0.6}, {0.4, 0.7}});
    assertThatThrownBy(() -> entropy.computeScore(wrong, wrong, identity, null, true))
        .hasMessageContainingAll("rows sum to 1", "row 1", "1.1");
    INDArray sequence = Nd4j.ones(DataType.DOUBLE, 2, 2, 2);
    assertThatThrownBy(() -> entropy.computeScore(sequence, sequence, identity, null, true))
        .hasMessageContainingAll("[N, K]", "[2, 2, 2]");
    new LossLayer.Builder(entropy).activation(Activation.IDENTITY).build();
  }

  @Test
  void thresholdsRejectWhatIsNoNumberAndLayersThatHaveNone() {
    ComputationGraph graph = graph(new ActivityGateLayer.Builder().build(), DENSE);
    assertThatThrownBy(() -> Thresholded.of(graph.getLayer("me")).setThreshold(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Layer \"me\"", "NaN");
    assertThatThrownBy(() -> Thresholded.of(graph.getLayer("out")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("ActivityGateLayer", "OutputLayer");
  }
}
