package io.github.dl4jrouting.zoo.search.threshold;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import java.io.Serializable;
import java.util.List;

/**
 * A candidate: how all gates of a network are set.
 *
 * @param measure what all of them compare with their thresholds
 * @param thresholds τ for each gate; infinities for one that is always open or closed
 * @param directions which side of it is skipped, for each gate
 */
public record GateSettings(
    ActivityMeasure measure, List<Double> thresholds, List<Direction> directions)
    implements Serializable {
  /** Copies the lists. */
  public GateSettings {
    thresholds = List.copyOf(thresholds);
    directions = List.copyOf(directions);
  }

  double[] thresholdArray() {
    return thresholds.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The settings as the calibrator has them.
   *
   * @param outcome what they do
   * @return a point, for {@code ThresholdCalibrator.network(gates, point)}
   */
  public OperatingPoint at(Outcome outcome) {
    return new OperatingPoint(measure.name(), thresholds, directions, outcome);
  }
}
