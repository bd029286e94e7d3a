package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Pareto front that the search of {@link ThresholdCalibrator} finds, on all samples of the
 * traces. Nothing is promised about other samples; it is there to be compared with other searches.
 */
public final class ThresholdFront {
  private static final int PARTS = 20;

  private ThresholdFront() {}

  /**
   * Searches thresholds, measures and directions.
   *
   * @param traces of one network on one split, by what they recorded
   * @param directions to choose from for each gate; empty for the network's own
   * @return points from the most compute to the least
   */
  public static List<OperatingPoint> of(
      Map<ActivityMeasure, GateTraces> traces, Set<Direction> directions) {
    List<OperatingPoint> points = new ArrayList<>();
    new EnumMap<>(traces)
        .forEach(
            (measure, recorded) ->
                points.addAll(
                    new ThresholdSearch(recorded, measure.name(), directions, PARTS).front()));
    return OperatingPoint.paretoFront(points);
  }
}
