package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.regularization.L2Regularization;

class ThresholdTuningTest {
  private static MultiDataSetIterator data() {
    return CalibrationData.multi(TrainedClassifier.data(400, 51));
  }

  @Test
  void tuningMendsABypassAndMovesThresholdsButNoOtherWeight() {
    RoutingTransform transform =
        RoutingTransform.of(TrainedClassifier.train())
            .scaledBypass()
            .only(block -> block.name().equals("add0") || block.name().equals("add2"));
    ComputationGraph gated = transform.withActivityGates();
    gated.getLayer("add0-bypass").getParam("W").assign(0.3);
    List<SkipThreshold> set =
        new SkipRatioCalibrator(gated, transform.inputTypes()).calibrate(data(), 0.5);
    ComputationGraph before = gated.clone();
    double accuracy = gated.evaluate(TrainedClassifier.data(400, 51)).accuracy();

    new ThresholdTuning(15, 0.03, 10).tune(gated, data(), transform.inputTypes());

    assertThat(gated.evaluate(TrainedClassifier.data(400, 51)).accuracy())
        .isGreaterThan(accuracy + 0.02);
    assertThat(gated.getLayer("add0-bypass").getParam("W").getDouble(0)).isGreaterThan(0.4);
    for (String name : gated.paramTable().keySet()) {
      if (!name.endsWith("_tau") && !name.contains("-bypass")) {
        assertThat(gated.getParam(name)).as(name).isEqualTo(before.getParam(name));
      }
    }
    GateTraces traces =
        new TraceRecorder(gated, transform.inputTypes()).record(TrainedClassifier.data(400, 51));
    double[] tuned = new double[set.size()];
    for (int i = 0; i < tuned.length; i++) {
      tuned[i] = Thresholded.of(gated.getLayer(set.get(i).gate())).threshold();
      assertThat(tuned[i]).isNotEqualTo((float) set.get(i).threshold());
    }
    assertThat(traces.evaluate(tuned).skipRatio()).isCloseTo(0.5, within(0.25));
  }

  @Test
  void whileThresholdsAreTunedNoOtherWeightMoves() {
    RoutingTransform transform = RoutingTransform.of(TrainedClassifier.train()).scaledBypass();
    ComputationGraph gated = transform.withActivityGates();
    for (var layer : gated.getLayers()) {
      if (layer.conf().getLayer() instanceof BaseLayer weights) {
        weights.setRegularization(new ArrayList<>(List.of(new L2Regularization(0.1))));
      }
    }
    new SkipRatioCalibrator(gated, transform.inputTypes()).calibrate(data(), 0.5);

    ComputationGraph trained =
        new ThresholdTuning(2, 0.03, 1)
            .trained(
                gated,
                GateSites.of(gated, transform.inputTypes()).sites(),
                CalibrationData.batches(data()));

    gated
        .paramTable()
        .forEach(
            (name, value) -> {
              if (name.endsWith("_tau")) {
                assertThat(trained.getParam(name)).as(name).isNotEqualTo(value);
              } else if (!name.contains("-bypass")) {
                assertThat(trained.getParam(name)).as(name).isEqualTo(value);
              }
            });
  }

  @Test
  void infiniteThresholdsCannotBeTuned() {
    RoutingTransform transform = RoutingTransform.of(TrainedClassifier.train());
    assertThatThrownBy(
            () ->
                new ThresholdTuning(1, 0.1, 1)
                    .tune(transform.withActivityGates(), data(), transform.inputTypes()))
        .hasMessageContaining("at least one finite threshold");
    assertThatThrownBy(() -> new ThresholdTuning(0, 0.1, 1)).hasMessageContaining("1 epoch");
  }
}
