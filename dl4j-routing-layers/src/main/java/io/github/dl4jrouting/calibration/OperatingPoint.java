package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Thresholds and what they do.
 *
 * @param criterion what is compared with the thresholds
 * @param thresholds τ for each gate; infinities for a gate that is always open or closed
 * @param directions which side of it is skipped
 * @param outcome on the split that they were searched on
 */
public record OperatingPoint(
    String criterion, List<Double> thresholds, List<Direction> directions, Outcome outcome) {
  /** Copies the lists. */
  public OperatingPoint {
    thresholds = List.copyOf(thresholds);
    directions = List.copyOf(directions);
  }

  /** Accuracy less what the compute costs at a price for the whole network. */
  double worth(double price) {
    return outcome.accuracy() - price * outcome.computeRatio();
  }

  /**
   * The thresholds as the judges of points take them.
   *
   * @return a new array
   */
  public double[] thresholdArray() {
    return thresholds.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The points that no other one beats: more accurate than all that compute as little.
   *
   * @param points any points
   * @return the Pareto front, from the most compute to the least
   */
  public static List<OperatingPoint> paretoFront(Collection<OperatingPoint> points) {
    List<OperatingPoint> sorted = new ArrayList<>(points);
    sorted.sort(
        Comparator.<OperatingPoint>comparingDouble(p -> p.outcome().computeRatio())
            .thenComparingDouble(p -> -p.outcome().accuracy()));
    List<OperatingPoint> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (OperatingPoint point : sorted) {
      if (point.outcome().accuracy() > best) {
        best = point.outcome().accuracy();
        front.add(0, point);
      }
    }
    return List.copyOf(front);
  }

  /** The most accurate point of a front within a compute budget. */
  static OperatingPoint within(List<OperatingPoint> front, double computeRatio) {
    return front.stream()
        .filter(point -> point.outcome().computeRatio() <= computeRatio)
        .max(Comparator.comparingDouble(point -> point.outcome().accuracy()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected a compute budget of at least %.4f, the least that was found, found "
                            .formatted(front.get(front.size() - 1).outcome().computeRatio())
                        + computeRatio));
  }
}
