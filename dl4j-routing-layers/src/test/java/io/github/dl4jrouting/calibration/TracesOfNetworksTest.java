package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.transform.SkippableBlock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Traces say what the network does under the same thresholds, whatever it is made of. */
class TracesOfNetworksTest {
  private static final int SAMPLES = 120;
  private static final int STEPS = 7;
  private static final int CLASSES = 3;

  @BeforeEach
  void seed() {
    Nd4j.getRandom().setSeed(11);
  }

  private static ComputationGraph network(Consumer<GraphBuilder> layers, InputType... types) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs(types.length == 1 ? List.of("in") : List.of("in", "other"))
            .setInputTypes(types);
    layers.accept(builder);
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    graph.params().addi(Nd4j.randn(graph.params().shape()).muli(0.4));
    return graph;
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build();
  }

  private static LSTM lstm() {
    return new LSTM.Builder().nOut(6).build();
  }

  private static void residual(GraphBuilder builder) {
    builder
        .addLayer("stem", lstm(), "in")
        .addLayer("l1", lstm(), "stem")
        .addVertex("a1", new ElementWiseVertex(ElementWiseVertex.Op.Add), "l1", "stem")
        .addLayer("l2", lstm(), "a1")
        .addVertex("a2", new ElementWiseVertex(ElementWiseVertex.Op.Add), "l2", "a1");
  }

  private static ComputationGraph residualOf(InputType sequences) {
    return network(
        builder -> {
          residual(builder);
          builder.addLayer("last", new LastTimeStep(lstm()), "a2");
          builder.addLayer("out", output(), "last");
        },
        sequences);
  }

  private static INDArray masks() {
    INDArray masks = Nd4j.ones(SAMPLES, STEPS);
    for (int n = 0; n < SAMPLES; n++) {
      for (int t = 1 + n % STEPS; t < STEPS; t++) {
        masks.putScalar(n, t, 0);
      }
    }
    return masks;
  }

  private static INDArray oneHot(INDArray answers) {
    INDArray labels = Nd4j.zeros(answers.shape());
    int[] classes = answers.argMax(1).toIntVector();
    for (int n = 0; n < classes.length; n++) {
      labels.putScalar(n, classes[n], 1);
    }
    return labels;
  }

  /** With the network's own answers as labels, its accuracy is 1 under any thresholds. */
  private static void agree(
      RoutingTransform transform, ComputationGraph gated, INDArray x, INDArray mask) {
    INDArray[] masks = mask == null ? null : new INDArray[] {mask};
    for (double threshold :
        new double[] {Double.NEGATIVE_INFINITY, 0.3, Double.POSITIVE_INFINITY}) {
      for (SkippableBlock block : transform.blocks()) {
        Thresholded.of(gated.getLayer(RoutingTransform.routerName(block))).setThreshold(threshold);
      }
      INDArray[] inputs = {x};
      INDArray labels = oneHot(gated.output(false, inputs, masks)[0]);
      MultiDataSet data = new MultiDataSet(inputs, new INDArray[] {labels}, masks, null);
      GateTraces traces =
          new TraceRecorder(gated, transform.inputTypes())
              .record(List.of(data), List.of(Criterion.of(ActivityMeasure.MEAN_ABS)))
              .get(0);
      double[] thresholds = new double[traces.gates()];
      Arrays.fill(thresholds, threshold);
      Outcome outcome = traces.evaluate(thresholds);
      assertThat(outcome.accuracy()).as("threshold %s", threshold).isEqualTo(1);
      long[] macs = RoutedInference.compile(gated).infer(inputs, masks).macs();
      assertThat(outcome.macs())
          .isCloseTo(Arrays.stream(macs).average().orElseThrow(), withinPercentage(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void masksHoldOnEveryWay(RNNFormat format) {
    InputType type = InputType.recurrent(5, STEPS, format);
    ComputationGraph graph = residualOf(type);
    RoutingTransform transform = RoutingTransform.of(graph, type);
    assertThat(transform.blocks()).hasSize(2);
    INDArray x =
        format == RNNFormat.NCW ? Nd4j.randn(SAMPLES, 5, STEPS) : Nd4j.randn(SAMPLES, STEPS, 5);
    agree(transform, transform.withActivityGates(), x, masks());
  }

  @Test
  void layersThatWorkInPlaceDoNotChangeWhatOthersRead() {
    InputType type = InputType.feedForward(8);
    ComputationGraph graph =
        network(
            builder -> {
              builder.addLayer("stem", new DenseLayer.Builder().nOut(6).build(), "in");
              String last = "stem";
              for (int i = 0; i < 2; i++) {
                builder
                    .addLayer("p" + i, new PReLULayer.Builder().inputShape(6).build(), last)
                    .addLayer("d" + i, new DenseLayer.Builder().nOut(6).build(), "p" + i)
                    .addVertex(
                        "a" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), "d" + i, last);
                last = "a" + i;
              }
              builder.addLayer("out", output(), last);
            },
            type);
    RoutingTransform transform = RoutingTransform.of(graph, type);
    assertThat(transform.blocks()).hasSize(2);
    agree(transform, transform.withActivityGates(), Nd4j.randn(SAMPLES, 8), null);
  }

  /** For DL4J, sequences that were pooled are sequences still. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsPooledOverStepsIsRows(boolean masked) {
    InputType type = InputType.recurrent(5, STEPS);
    ComputationGraph graph =
        network(
            builder -> {
              residual(builder);
              builder
                  .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "a2")
                  .addLayer("d1", new DenseLayer.Builder().nOut(6).build(), "pool")
                  .addLayer("d2", new DenseLayer.Builder().nOut(6).build(), "d1")
                  .addLayer("out", output(), "d2");
            },
            type);
    RoutingTransform transform = RoutingTransform.of(graph, type);
    assertThat(transform.blocks())
        .extracting(SkippableBlock::name)
        .containsExactly("a1", "a2", "d2");
    INDArray x = Nd4j.randn(SAMPLES, 5, STEPS);
    agree(transform, transform.withActivityGates(), x, masked ? masks() : null);
    assertThat(transform.withRouters().outputSingle(x).shape()).containsExactly(SAMPLES, CLASSES);
  }

  /** DL4J's types forget how many steps there are where it makes rows of them. */
  @Test
  void rowsOfStepsCostWhatAllStepsDo() {
    InputType type = InputType.recurrent(5, STEPS);
    ComputationGraph graph =
        network(
            builder -> {
              residual(builder);
              builder
                  .addLayer("d1", new DenseLayer.Builder().nOut(6).build(), "a2")
                  .addLayer("d2", new DenseLayer.Builder().nOut(6).build(), "d1")
                  .addLayer("l3", lstm(), "d2")
                  .addLayer("last", new LastTimeStep(lstm()), "l3")
                  .addLayer("out", output(), "last");
            },
            type);
    RoutingTransform transform =
        RoutingTransform.of(graph, type).only(block -> !block.name().startsWith("d"));
    agree(transform, transform.withActivityGates(), Nd4j.randn(SAMPLES, 5, STEPS), null);
  }

  @Test
  void aPoolingIsNoBlock() {
    InputType type = InputType.recurrent(6, STEPS);
    ComputationGraph graph =
        network(
            builder ->
                builder
                    .addLayer("l1", lstm(), "in")
                    .addLayer("l2", lstm(), "l1")
                    .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "l2")
                    .addLayer("d1", new DenseLayer.Builder().nOut(6).build(), "pool")
                    .addLayer("out", output(), "d1"),
            type);
    RoutingTransform transform = RoutingTransform.of(graph, type);
    assertThat(transform.blocks()).extracting(SkippableBlock::name).containsExactly("l2");
    agree(transform, transform.withActivityGates(), Nd4j.randn(SAMPLES, 6, STEPS), null);
    assertThatThrownBy(() -> transform.range("pool", "pool").blocks())
        .hasMessageContaining("one shape");
    assertThatThrownBy(() -> transform.range("d1", "d1").blocks())
        .hasMessageContaining("pooled over steps");
  }

  @Test
  void gatesThatReadSeveralRowsASampleAreNamed() {
    InputType type = InputType.feedForward(8);
    ComputationGraph graph =
        network(
            builder ->
                builder
                    .addVertex("stack", new StackVertex(), "in", "other")
                    .addLayer("d1", new DenseLayer.Builder().nOut(6).build(), "stack")
                    .addLayer("d2", new DenseLayer.Builder().nOut(6).build(), "d1")
                    .addVertex("u0", new UnstackVertex(0, 2), "d2")
                    .addVertex("u1", new UnstackVertex(1, 2), "d2")
                    .addVertex("both", new MergeVertex(), "u0", "u1")
                    .addLayer("out", output(), "both"),
            type,
            type);
    RoutingTransform transform = RoutingTransform.of(graph, type, type);
    INDArray labels = oneHot(Nd4j.rand(SAMPLES, CLASSES));
    INDArray[] features = {Nd4j.randn(SAMPLES, 8), Nd4j.randn(SAMPLES, 8)};
    MultiDataSet data = new MultiDataSet(features, new INDArray[] {labels});
    assertThatThrownBy(
            () ->
                new ThresholdCalibrator(transform).record(new SingletonMultiDataSetIterator(data)))
        .hasMessageContaining("Gate \"d2-router\"")
        .hasMessageContaining("StackVertex");
    assertThatThrownBy(
            () -> new ExitCalibrator(transform).record(new SingletonMultiDataSetIterator(data)))
        .hasMessageContaining("StackVertex");
  }

  @Test
  void exitsRefuseMasksWhereFeaturesComeLast() {
    InputType type = InputType.recurrent(5, STEPS, RNNFormat.NWC);
    ComputationGraph graph = residualOf(type);
    RoutingTransform transform = RoutingTransform.of(graph, type);
    INDArray[] x = {Nd4j.randn(SAMPLES, STEPS, 5)};
    INDArray[] labels = {oneHot(Nd4j.rand(SAMPLES, CLASSES))};
    ExitCalibrator calibrator = new ExitCalibrator(transform);
    MultiDataSet masked = new MultiDataSet(x, labels, new INDArray[] {masks()}, null);
    assertThatThrownBy(() -> calibrator.record(new SingletonMultiDataSetIterator(masked)))
        .hasMessageContaining("NWC");
    MultiDataSet whole = new MultiDataSet(x, labels);
    assertThat(calibrator.record(new SingletonMultiDataSetIterator(whole)).samples())
        .isEqualTo(SAMPLES);
  }
}
