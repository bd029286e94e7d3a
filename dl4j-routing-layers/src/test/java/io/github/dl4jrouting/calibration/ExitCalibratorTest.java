package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ExitCalibratorTest {
  private static final double DROP = 0.03;

  private final ComputationGraph network = TrainedClassifier.train();
  private final RoutingTransform transform = RoutingTransform.of(network);
  private final ExitCalibrator calibrator = new ExitCalibrator(transform).allowedDrop(DROP);
  private final ExitCalibration calibration = calibrator.calibrate(data(2000, 5));

  private static MultiDataSetIterator data(int samples, long seed) {
    return CalibrationData.multi(TrainedClassifier.data(samples, seed));
  }

  private static double accuracy(ComputationGraph graph, DataSet samples) {
    return RoutedInference.compile(graph)
        .output(samples.getFeatures())[0]
        .argMax(1)
        .eq(samples.getLabels().argMax(1))
        .castTo(DataType.DOUBLE)
        .meanNumber()
        .doubleValue();
  }

  @Test
  void theNetworkDoesOnOtherSamplesWhatTheTableSays() {
    ExitTraces traces = calibrator.record(data(500, 6));
    ExitTable table = calibrator.table(traces, calibration);
    DataSet samples = TrainedClassifier.samples(500, 6);
    List<OperatingPoint> front = calibration.result().front();
    assertThat(front).hasSizeGreaterThan(4);
    for (OperatingPoint point : front) {
      ComputationGraph built = calibrator.network(calibration, point);
      Outcome outcome = table.evaluate(point.thresholdArray());
      assertThat(accuracy(built, samples)).isCloseTo(outcome.accuracy(), within(0.0021));
      InferenceResult result = RoutedInference.compile(built).infer(samples.getFeatures());
      assertThat(Arrays.stream(result.macs()).average().orElseThrow())
          .as("MACs at %s", point.thresholds())
          .isCloseTo(outcome.macs(), within(0.002 * outcome.macs()));
    }
  }

  @Test
  void whatIsChosenSavesComputeWithinTheDrop() {
    OperatingPoint chosen = calibration.result().chosen();
    assertThat(chosen.outcome().computeRatio()).isLessThan(0.9);
    DataSet unseen = TrainedClassifier.samples(4000, 7);
    assertThat(accuracy(calibrator.network(calibration), unseen))
        .isGreaterThanOrEqualTo(accuracy(network, unseen) - DROP);
    assertThat(calibration.result().drop().pValue(DROP)).isLessThanOrEqualTo(0.1);
  }

  @Test
  void aSmallerDropSavesLess() {
    ExitTraces traces = calibrator.record(data(2000, 5));
    List<ExitCalibration> results = calibrator.calibrate(traces, 0.01, 0.3);
    assertThat(results.get(0).result().chosen().outcome().computeRatio())
        .isGreaterThan(results.get(1).result().chosen().outcome().computeRatio());
  }

  @Test
  void aBudgetIsKeptAndOneThatCannotBeIsRefused() {
    ExitTraces traces = calibrator.record(data(2000, 5));
    OperatingPoint half = calibrator.calibrateWithin(traces, 0.6).result().chosen();
    assertThat(half.outcome().computeRatio()).isBetween(0.3, 0.6);
    assertThatThrownBy(() -> calibrator.calibrateWithin(traces, 0.01))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected a compute budget of at least");
  }

  @Test
  void withNothingToPromiseTheNetworkStaysAsItIs() {
    ExitTraces traces = calibrator.record(data(2000, 5));
    OperatingPoint none = calibration.result().front().get(0);
    double[] open = none.thresholdArray();
    Arrays.fill(open, Double.POSITIVE_INFINITY);
    OperatingPoint noExit =
        new OperatingPoint(
            none.criterion(),
            Arrays.stream(open).boxed().toList(),
            none.directions(),
            calibrator.table(traces, calibration).evaluate(open));
    assertThat(noExit.outcome().computeRatio()).isEqualTo(1);
    assertThat(calibrator.network(calibration, noExit).params()).isEqualTo(network.params());
  }

  @Test
  void theSameSeedGivesTheSameExits() {
    ExitCalibration again = calibrator.calibrate(data(2000, 5));
    assertThat(again.result().chosen()).isEqualTo(calibration.result().chosen());
    assertThat(calibrator.network(again).params())
        .isEqualTo(calibrator.network(calibration).params());
    ExitCalibration ofTraces = calibrator.calibrate(calibrator.record(data(2000, 5)));
    assertThat(ofTraces.result().chosen()).isEqualTo(calibration.result().chosen());
  }

  @Test
  void theNetworkIsSavedAndTrainedFurther(@TempDir Path directory) throws IOException {
    ComputationGraph built = calibrator.network(calibration);
    File file = directory.resolve("exits.zip").toFile();
    ModelSerializer.writeModel(built, file, true);
    ComputationGraph read = ModelSerializer.restoreComputationGraph(file);
    DataSet samples = TrainedClassifier.samples(200, 8);
    assertThat(read.outputSingle(samples.getFeatures()))
        .isEqualTo(built.outputSingle(samples.getFeatures()));
    double before = read.score(samples);
    for (int step = 0; step < 60; step++) {
      read.fit(samples);
    }
    assertThat(read.score(samples)).isLessThan(before);
    assertThat(read.getIterationCount()).isEqualTo(network.getIterationCount() + 60);
  }

  @Test
  void theEngineAgreesWithTheStockGraph() {
    ComputationGraph built = calibrator.network(calibration);
    for (int batch : new int[] {1, 2, 7, 64}) {
      INDArray x = TrainedClassifier.samples(batch, 9).getFeatures();
      assertThat(
              RoutedInference.compile(built)
                  .output(x)[0]
                  .equalsWithEps(built.outputSingle(x), 1e-5))
          .isTrue();
    }
  }

  @Test
  void deepNetworksAreNoTrouble() {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer("stem", new DenseLayer.Builder().nOut(8).build(), "in");
    String x = "stem";
    for (int i = 0; i < 20; i++) {
      graph.addLayer("d" + i, new DenseLayer.Builder().nOut(8).build(), x);
      graph.addVertex("add" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), x, "d" + i);
      x = "add" + i;
    }
    graph.addLayer(
        "out",
        new OutputLayer.Builder(LossFunction.MCXENT).nOut(3).activation(Activation.SOFTMAX).build(),
        x);
    ComputationGraph deep = new ComputationGraph(graph.setOutputs("out").build());
    deep.init();
    ExitCalibrator ofDeep = new ExitCalibrator(RoutingTransform.of(deep)).allowedDrop(DROP);
    ExitCalibration result = ofDeep.calibrate(data(600, 1));
    assertThat(result.result().gates()).hasSize(20).contains("add0-exit", "add19-exit");
    assertThat(result.result().chosen().outcome().skipRatio()).isGreaterThan(0.9);
    for (OperatingPoint point : result.result().front()) {
      assertThat(point.thresholds().stream().filter(t -> !Double.isInfinite(t)).count())
          .as("exits at a compute ratio of %s", point.outcome().computeRatio())
          .isLessThanOrEqualTo(6);
    }
  }

  @Test
  void imagesArePooledBeforeTheClassifier() {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(6, 6, 2))
            .addLayer("stem", convolution(5), "in")
            .addLayer("c", convolution(5), "stem")
            .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "c")
            .addLayer("pool", new GlobalPoolingLayer(), "add")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "pool")
            .setOutputs("out");
    ComputationGraph images = new ComputationGraph(graph.build());
    images.init();
    Nd4j.getRandom().setSeed(1);
    INDArray x = Nd4j.randn(300, 2, 6, 6);
    INDArray labels = Nd4j.zeros(300, 2);
    for (int n = 0; n < 300; n++) {
      labels.putScalar(n, n % 2, 1);
      x.slice(n).addi(n % 2);
    }
    ExitCalibrator ofImages =
        new ExitCalibrator(RoutingTransform.of(images, InputType.convolutional(6, 6, 2)))
            .allowedDrop(0.1);
    ExitCalibration result =
        ofImages.calibrate(
            new MultiDataSetIteratorAdapter(
                new ListDataSetIterator<>(new DataSet(x, labels).asList(), 50)));
    assertThat(result.result().gates()).containsExactly("add-exit");
    ComputationGraph built = ofImages.network(result);
    assertThat(built.getVertex("add-exit-pooled")).isNotNull();
    // Classes that are a shift apart are plain to a linear classifier: nobody goes on.
    assertThat(
            built
                .evaluate(new ListDataSetIterator<>(new DataSet(x, labels).asList(), 50))
                .accuracy())
        .isGreaterThan(0.95);
    assertThat(
            RoutedInference.compile(built).output(x)[0].equalsWithEps(built.outputSingle(x), 1e-5))
        .isTrue();
  }

  private static ConvolutionLayer convolution(int channels) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .build();
  }

  @Test
  void exitsOfAnUncertainThresholdAreOrdinaryGates() {
    ComputationGraph built = calibrator.network(calibration);
    long gates =
        Stream.of(built.getLayers())
            .filter(layer -> layer.conf().getLayer() instanceof ConfidenceGateLayer)
            .count();
    long finite =
        calibration.result().chosen().thresholds().stream()
            .filter(t -> !Double.isInfinite(t))
            .count();
    assertThat(gates).isEqualTo(finite).isPositive();
  }

  @Test
  void tooFewSamplesAreRefusedWithTheNumberNeeded() {
    assertThatThrownBy(() -> calibrator.allowedDrop(0.001).calibrate(data(500, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("calibration samples to promise a drop of at most 0.001");
  }

  @Test
  void oneClassIsRefused() {
    DataSet samples = TrainedClassifier.samples(300, 1);
    samples.getLabels().assign(0);
    samples.getLabels().getColumn(1).assign(1);
    assertThatThrownBy(() -> calibrator.calibrate(new ListDataSetIterator<>(samples.asList(), 50)))
        .hasMessageContaining("at least two classes");
  }

  @Test
  void aNetworkThatIsNoSoftmaxClassifierIsRefused() {
    var graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer("stem", new DenseLayer.Builder().nOut(4).build(), "in")
            .addLayer("d", new DenseLayer.Builder().nOut(4).build(), "stem")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(3)
                    .activation(Activation.IDENTITY)
                    .build(),
                "d");
    ComputationGraph regression = new ComputationGraph(graph.setOutputs("out").build());
    regression.init();
    ExitCalibrator of = new ExitCalibrator(RoutingTransform.of(regression)).allowedDrop(DROP);
    assertThatThrownBy(() -> of.calibrate(data(600, 1)))
        .hasMessageContaining("expected an OutputLayer with softmax");
  }

  @Test
  void asAContenderAnExitMeetsItsBudgetAndCannotGoBelowItsFirstPlace() {
    List<CriterionComparison.Row> rows =
        ExitContest.rows(
            calibrator.record(data(800, 1)),
            calibrator.record(data(1000, 50)),
            calibrator.record(data(1000, 51)),
            1.2,
            0.9,
            0.7,
            0.01);
    assertThat(rows).extracting(CriterionComparison.Row::budget).containsExactly(1.2, 0.9, 0.7);
    assertThat(rows)
        .allMatch(row -> row.criterion().equals("confidence exit"))
        .allMatch(row -> row.outcome().computeRatio() <= row.budget() + 0.06)
        .allMatch(row -> row.outcome().accuracy() > 0.5);
    assertThat(rows.get(0).outcome().accuracy())
        .isCloseTo(accuracy(network, TrainedClassifier.samples(1000, 51)), within(0.05));
  }
}
