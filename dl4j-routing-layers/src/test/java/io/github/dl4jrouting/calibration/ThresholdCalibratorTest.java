package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class ThresholdCalibratorTest {
  private static ComputationGraph network;
  private static RoutingTransform transform;
  private static ThresholdCalibrator calibrator;
  private static List<GateTraces> traces;

  @BeforeAll
  static void train() {
    network = TrainedClassifier.train();
    transform = RoutingTransform.of(network);
    calibrator =
        new ThresholdCalibrator(transform)
            .allowedDrop(0.02)
            .measures(ActivityMeasure.MEAN_ABS, ActivityMeasure.MAX_ABS);
    traces = calibrator.record(CalibrationData.multi(TrainedClassifier.data(3000, 21)));
  }

  @Test
  void theChosenNetworkDoesWhatTheTracesSay() {
    Calibration calibration = calibrator.calibrate(traces);
    assertThat(calibration.outcome().computeRatio()).isLessThan(0.97);
    ComputationGraph routed = calibrator.network(calibration);
    int index = calibration.chosen().criterion().equals("MEAN_ABS") ? 0 : 1;
    Outcome whole =
        traces
            .get(index)
            .evaluate(calibration.chosen().thresholdArray(), calibration.chosen().directions());
    assertThat(routed.evaluate(TrainedClassifier.data(3000, 21)).accuracy())
        .isCloseTo(whole.accuracy(), within(1e-9));
    assertThat(network.evaluate(TrainedClassifier.data(3000, 21)).accuracy())
        .isCloseTo(calibration.baselineAccuracy(), within(1e-9));
  }

  @Test
  void thePromisedDropHoldsOnUnseenSplits() {
    int broken = 0;
    int splits = 20;
    GateTraces unseen =
        calibrator.record(CalibrationData.multi(TrainedClassifier.data(8000, 99))).get(0);
    ThresholdCalibrator one =
        calibrator.measures(ActivityMeasure.MEAN_ABS).directions(Direction.SKIP_HIGH);
    for (int seed = 0; seed < splits; seed++) {
      Calibration calibration = one.seed(seed).calibrate(traces.subList(0, 1));
      double[] thresholds = calibration.chosen().thresholdArray();
      PairedDrop drop = unseen.drop(thresholds, calibration.chosen().directions());
      broken += drop.observed() > 0.02 ? 1 : 0;
    }
    assertThat(broken).isLessThanOrEqualTo(splits / 10);
  }

  @Test
  void severalDropsGetWhatEachWouldGetAlone() {
    List<Calibration> several = calibrator.calibrate(traces, 0.01, 0.02, 0.05);
    assertThat(several).hasSize(3);
    assertThat(several.get(1)).isEqualTo(calibrator.calibrate(traces));
    assertThat(several)
        .extracting(calibration -> calibration.chosen().outcome().computeRatio())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThatThrownBy(() -> calibrator.calibrate(traces, 0.02, 0.0001))
        .hasMessageContaining("a drop of at most 1.0E-4");
  }

  @Test
  void aPointIsJudgedOnOtherTracesAsTheNetworkItMakesIs() {
    Calibration calibration = calibrator.calibrate(traces);
    List<GateTraces> unseen =
        calibrator.record(CalibrationData.multi(TrainedClassifier.data(2000, 77)));
    double dense = network.evaluate(TrainedClassifier.data(2000, 77)).accuracy();
    for (OperatingPoint point : List.of(calibration.chosen(), calibration.front().get(1))) {
      ComputationGraph routed = calibrator.network(calibration.gates(), point);
      double accuracy = routed.evaluate(TrainedClassifier.data(2000, 77)).accuracy();
      assertThat(calibrator.outcome(unseen, point).accuracy()).isCloseTo(accuracy, within(1e-9));
      assertThat(calibrator.drop(unseen, point).observed())
          .isCloseTo(dense - accuracy, within(1e-9));
    }
  }

  @Test
  void aBudgetOfComputeIsKept() {
    Calibration calibration = calibrator.calibrateWithin(traces, 0.6);
    assertThat(calibration.chosen().outcome().computeRatio()).isLessThanOrEqualTo(0.6);
    assertThat(calibration.outcome().computeRatio()).isBetween(0.3, 0.65);
    assertThat(calibration.front())
        .noneMatch(
            point ->
                point.outcome().computeRatio() <= 0.6
                    && point.outcome().accuracy() > calibration.chosen().outcome().accuracy());
    assertThatThrownBy(() -> calibrator.calibrateWithin(traces, 0.01))
        .hasMessageContaining("compute budget of at least");
  }

  @Test
  void theFrontHoldsNoPointThatAnotherBeats() {
    List<OperatingPoint> front = calibrator.calibrate(traces).front();
    for (int i = 1; i < front.size(); i++) {
      assertThat(front.get(i).outcome().computeRatio())
          .isLessThan(front.get(i - 1).outcome().computeRatio());
      assertThat(front.get(i).outcome().accuracy())
          .isLessThan(front.get(i - 1).outcome().accuracy());
    }
  }

  @Test
  void noStaticChoiceOfBlocksBeatsTheFrontWhereItWasSearched() {
    ThresholdSearch search =
        new ThresholdSearch(traces.get(0), "MEAN_ABS", java.util.Set.of(Direction.SKIP_LOW), 10);
    List<OperatingPoint> front = search.front();
    for (long path = 0; path < 16; path++) {
      Outcome fixed = traces.get(0).uniform(path);
      assertThat(front)
          .anyMatch(
              point ->
                  point.outcome().computeRatio() <= fixed.computeRatio()
                      && point.outcome().accuracy() >= fixed.accuracy());
    }
  }

  @Test
  void skipRatiosAreMetBehindEarlierGates() {
    for (Direction direction : Direction.values()) {
      ComputationGraph gated = transform.withActivityGates(ActivityMeasure.MEAN_ABS, direction);
      double[] targets = {0.2, 0.5, 0.7, 0};
      List<SkipThreshold> set =
          new SkipRatioCalibrator(gated, transform.inputTypes())
              .calibrate(TrainedClassifier.data(1000, 5), targets);
      for (int i = 0; i < 4; i++) {
        assertThat(set.get(i).skipRatio()).isCloseTo(targets[i], within(0.002));
        INDArray features = TrainedClassifier.samples(1000, 5).getFeatures();
        INDArray p = gated.feedForward(features, false).get(set.get(i).gate());
        assertThat(p.getColumn(1).meanNumber().doubleValue())
            .isCloseTo(set.get(i).skipRatio(), within(1e-6));
      }
    }
  }

  @Test
  void badCalibrationDataIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> calibrator.calibrate(TrainedClassifier.data(100, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("calibration samples to promise a drop of at most 0.02")
        .hasMessageContaining("found 100");
    assertThatThrownBy(() -> calibrator.calibrate(changed(d -> d.getLabels().assign(0))))
        .hasMessageContaining("one-hot label");
    assertThatThrownBy(
            () ->
                calibrator.calibrate(
                    changed(
                        d -> {
                          d.getLabels().assign(0);
                          d.getLabels().getColumn(1).assign(1);
                        })))
        .hasMessageContaining("at least two classes");
    assertThatThrownBy(
            () -> calibrator.calibrate(changed(d -> d.getFeatures().putScalar(3, Double.NaN))))
        .hasMessageContaining("NaN");
    assertThatThrownBy(
            () ->
                calibrator.calibrate(
                    changed(
                        d -> d.setLabels(org.nd4j.linalg.factory.Nd4j.ones(d.numExamples(), 7)))))
        .hasMessageContaining("out of the network's range");
    assertThatThrownBy(() -> calibrator.allowedDrop(0)).hasMessageContaining("above 0");
    assertThatThrownBy(
            () ->
                new SkipRatioCalibrator(transform.withActivityGates(), transform.inputTypes())
                    .calibrate(TrainedClassifier.data(3, 2), 0.1))
        .hasMessageContaining("at least 10 samples");
  }

  private static DataSetIterator changed(java.util.function.Consumer<DataSet> change) {
    DataSet data = TrainedClassifier.samples(400, 2);
    change.accept(data);
    return new ListDataSetIterator<>(data.asList(), 100);
  }
}
