package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

class CriterionTest {
  private static RoutingTransform transform;

  @BeforeAll
  static void train() {
    transform = RoutingTransform.of(TrainedClassifier.train());
  }

  private static MultiDataSetIterator data(int samples) {
    return CalibrationData.multi(TrainedClassifier.data(samples, 31));
  }

  private static PredictedEffect fit(BlockEffect effect) {
    return PredictedEffect.fit(
        effect, transform.withActivityGates(), data(800), transform.inputTypes());
  }

  @Test
  void ridgeRegressionFindsTheWeightsThatMadeTheTargets() {
    RidgeRegression regression = new RidgeRegression(3, 2);
    Random random = new Random(1);
    for (int n = 0; n < 500; n++) {
      double[] z = {random.nextGaussian(), 2 * random.nextGaussian(), 7};
      regression.add(z, 3 * z[0] - 0.5 * z[1] + 4, z[1]);
    }
    List<LinearScore> scores = regression.solve(1e-9);
    assertThat(scores.get(1).of(new double[] {5, -2, 7})).isCloseTo(-2, within(1e-4));
    LinearScore score = scores.get(0);
    assertThat(score.weights().get(0)).isCloseTo(3, within(1e-5));
    assertThat(score.weights().get(1)).isCloseTo(-0.5, within(1e-5));
    assertThat(score.of(new double[] {1, 1, 7})).isCloseTo(6.5, within(1e-4));
  }

  @Test
  void effectsAreThoseOfTheirFormulas() {
    double[] y = {3, 4};
    double[] s = {0, 5};
    assertThat(BlockEffect.RELATIVE_CHANGE.of(y, s)).isCloseTo(Math.sqrt(10) / 5, within(1e-12));
    assertThat(BlockEffect.COSINE_DISTANCE.of(y, s)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void linearRoutersDecideAsThePredictionsOnTheTracesDo() {
    PredictedEffect effect = fit(BlockEffect.RELATIVE_CHANGE);
    GateTraces traces =
        new TraceRecorder(transform.withActivityGates(), transform.inputTypes())
            .record(CalibrationData.batches(data(800)), List.of(effect))
            .get(0);
    List<Direction> directions =
        List.of(Direction.SKIP_LOW, Direction.SKIP_HIGH, Direction.SKIP_LOW, Direction.SKIP_HIGH);
    double[] thresholds = new double[4];
    for (int i = 0; i < 3; i++) {
      thresholds[i] =
          Cut.skipping(traces.scores(i, thresholds, directions), 0.4, directions.get(i));
    }
    thresholds[3] = Double.NEGATIVE_INFINITY;
    Outcome outcome = traces.evaluate(thresholds, directions);
    List<Double> boxed = new ArrayList<>();
    for (double threshold : thresholds) {
      boxed.add(threshold);
    }
    ComputationGraph routed =
        effect.network(transform, new OperatingPoint("change", boxed, directions, outcome));
    assertThat(routed.evaluate(TrainedClassifier.data(800, 31)).accuracy())
        .isCloseTo(outcome.accuracy(), within(0.002));
    double skipped = 0;
    for (String gate : effect.gates()) {
      INDArray features = TrainedClassifier.samples(800, 31).getFeatures();
      INDArray p = routed.feedForward(features, false).get(gate);
      skipped += p.getColumn(1).meanNumber().doubleValue() / 4;
    }
    assertThat(skipped).isCloseTo(outcome.skipRatio(), within(0.002));
    assertThat(outcome.skipRatio()).isCloseTo(0.25 * (0.4 * 3 + 1), within(0.01));
  }

  @Test
  void whatAResidualBlockChangesIsTheSameWhereverItIsAdded() {
    List<PredictedEffect> effects =
        Stream.of(true, false)
            .map(
                apart ->
                    PredictedEffect.fit(
                        BlockEffect.RELATIVE_CHANGE,
                        TrainedClassifier.ofRoutedBlocks(apart),
                        data(300),
                        InputType.feedForward(4)))
            .toList();
    double[][] z = {new double[16], new double[16]};
    Arrays.fill(z[1], 0.3);
    for (int gate = 0; gate < 2; gate++) {
      assertThat(effects.get(1).scores().get(gate).of(z))
          .containsExactly(effects.get(0).scores().get(gate).of(z), within(1e-5));
    }
  }

  @Test
  void criteriaAreComparedAtEqualComputeOnTheOtherHalf() {
    PredictedEffect change = fit(BlockEffect.RELATIVE_CHANGE);
    List<GateTraces> recorded =
        new TraceRecorder(transform.withActivityGates(), transform.inputTypes())
            .record(
                CalibrationData.batches(data(1000)),
                List.of(Criterion.of(ActivityMeasure.MEAN_ABS), change));
    Map<String, GateTraces> criteria = new LinkedHashMap<>();
    criteria.put("mean|x|", recorded.get(0));
    criteria.put("relative change", recorded.get(1));
    CriterionComparison comparison = CriterionComparison.of(criteria, new double[] {0.8, 0.5}, 1);
    assertThat(comparison.at(0.8))
        .extracting(CriterionComparison.Row::criterion)
        .containsExactlyInAnyOrder(
            "mean|x| low",
            "mean|x| high",
            "mean|x| searched",
            "relative change low",
            "relative change high",
            "relative change searched",
            "random",
            "static",
            "uniform");
    assertThat(comparison.rows())
        .allMatch(row -> row.outcome().computeRatio() <= row.budget() + 0.06);
    double random = accuracy(comparison, "random");
    assertThat(accuracy(comparison, "static")).isGreaterThan(random);
    assertThat(accuracy(comparison, "mean|x| searched"))
        .isGreaterThan(accuracy(comparison, "static") - 0.03);
  }

  @Test
  void noBypassIsFittedThatIsAddedToWhatGoesThrough() {
    var graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer("gate", new ActivityGateLayer.Builder().build(), "in")
            .addLayer("block", new DenseLayer.Builder().nOut(4).build(), "in")
            .addLayer("scaled", new SkipConnectionLayer.Builder().build(), "in")
            .addVertex("y", RoutingVertex.residual("y"), "gate", "block", "scaled")
            .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "y")
            .setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    assertThatThrownBy(() -> BypassCompensation.fit(network, data(10), InputType.feedForward(4)))
        .hasMessageContainingAll("Gate \"gate\"", "found \"scaled\", which is added");
  }

  private static double accuracy(CriterionComparison comparison, String criterion) {
    return comparison.at(0.8).stream()
        .filter(row -> row.criterion().equals(criterion))
        .findFirst()
        .orElseThrow()
        .outcome()
        .accuracy();
  }

  @Test
  void compensatedBypassesComeNearerToTheBlocksTheyReplace() {
    RoutingTransform scaled = transform.scaledBypass();
    ComputationGraph gated = scaled.withActivityGates();
    BypassCompensation compensation = BypassCompensation.fit(gated, data(500), scaled.inputTypes());
    assertThat(compensation.weights()).hasSize(4);
    INDArray[] features = {TrainedClassifier.samples(500, 31).getFeatures()};
    double before = distance(gated, features);
    compensation.applyTo(gated);
    assertThat(distance(gated, features)).isLessThan(before);
    // At the minimum the rest is orthogonal to what is scaled.
    INDArray x = gated.feedForward(features, false).get("stem");
    INDArray y = gated.feedForward(features, false).get("add0");
    double w = compensation.weights().get("add0-bypass").get(0);
    assertThat(y.sub(x.mul(w)).muli(x).sumNumber().doubleValue()).isCloseTo(0, within(0.05));
    assertThat(gated.getLayer("add0-bypass").conf().getLayer())
        .isInstanceOf(SkipConnectionLayer.class);
  }

  @Test
  void affineCompensationComesNearerThanAScalarAndLeavesARestWithoutMean() {
    RoutingTransform affine = transform.affineBypass();
    ComputationGraph gated = affine.withActivityGates();
    ComputationGraph scaled = transform.scaledBypass().withActivityGates();
    INDArray[] features = {TrainedClassifier.samples(500, 31).getFeatures()};
    assertThat(gated.outputSingle(features))
        .isEqualTo(transform.withActivityGates().outputSingle(features));
    BypassCompensation fitted = BypassCompensation.fit(gated, data(500), affine.inputTypes());
    BypassCompensation.fit(scaled, data(500), affine.inputTypes()).applyTo(scaled);
    assertThat(fitted.weights().keySet()).isEqualTo(fitted.biases().keySet()).hasSize(4);
    fitted.applyTo(gated);
    assertThat(distance(gated, features)).isLessThan(0.999 * distance(scaled, features));
    INDArray x = gated.feedForward(features, false).get("stem");
    INDArray rest =
        gated
            .feedForward(features, false)
            .get("add0")
            .sub(gated.feedForward(features, false).get("add0-bypass"));
    assertThat(rest.mean(0).amaxNumber().doubleValue()).isLessThan(1e-4);
    assertThat(rest.mul(x).mean(0).amaxNumber().doubleValue()).isLessThan(1e-3);
  }

  @Test
  void classifiersAreSurerWhereTheyAreRight() {
    ComputationGraph gated = transform.withActivityGates();
    ClassifiersAtGates fitted = ClassifiersAtGates.fit(gated, data(800), transform.inputTypes());
    assertThat(fitted.classifiers()).hasSize(4);
    List<GateSite> sites = GateSites.of(gated, transform.inputTypes()).sites();
    INDArray features = TrainedClassifier.samples(600, 8).getFeatures();
    int[] labels = TrainedClassifier.samples(600, 8).getLabels().argMax(1).toIntVector();
    INDArray x = gated.feedForward(features, false).get(sites.get(3).input());
    double[] sure = fitted.scores(3, x, sites.get(3).layout(), null);
    double[][] all = fitted.classifiers().get(3).of(FeatureRows.of(x));
    double[] sums = new double[2];
    int[] counts = new int[2];
    for (int n = 0; n < labels.length; n++) {
      double[] scores = all[n];
      int right = LinearClassifier.best(scores) == labels[n] ? 1 : 0;
      assertThat(sure[n]).isEqualTo(java.util.Arrays.stream(scores).max().orElseThrow());
      sums[right] += sure[n];
      counts[right]++;
    }
    assertThat(counts[1]).isGreaterThan(2 * counts[0]);
    assertThat(sums[1] / counts[1]).isGreaterThan(sums[0] / counts[0]);
  }

  @Test
  void classifiersNeedLabels() {
    MultiDataSetIterator unlabelled =
        new org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator(
            new org.nd4j.linalg.dataset.MultiDataSet(
                TrainedClassifier.samples(50, 8).getFeatures(), null));
    assertThatThrownBy(
            () ->
                ClassifiersAtGates.fit(
                    transform.withActivityGates(), unlabelled, transform.inputTypes()))
        .hasMessageContaining("labels");
  }

  private static double distance(ComputationGraph gated, INDArray[] features) {
    INDArray y = gated.feedForward(features, false).get("add0");
    INDArray bypass = gated.feedForward(features, false).get("add0-bypass");
    return y.distance2(bypass);
  }

  @Test
  void compensationNeedsAWeightOnTheBypass() {
    assertThatThrownBy(
            () ->
                BypassCompensation.fit(
                    transform.withActivityGates(), data(100), transform.inputTypes()))
        .hasMessageContaining("scaledBypass");
  }
}
