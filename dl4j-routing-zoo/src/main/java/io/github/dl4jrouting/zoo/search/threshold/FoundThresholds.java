package io.github.dl4jrouting.zoo.search.threshold;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.zoo.search.SearchResult;
import java.util.List;
import java.util.Optional;

/**
 * What a search over thresholds found.
 *
 * @param gates names of the gates, in the order of all thresholds
 * @param search candidates with their scores
 * @param best settings and outcome of the best by score
 * @param points settings and outcome of all that did not fail
 */
public record FoundThresholds(
    List<String> gates,
    SearchResult search,
    Optional<OperatingPoint> best,
    List<OperatingPoint> points) {
  /** Copies the lists. */
  public FoundThresholds {
    gates = List.copyOf(gates);
    points = List.copyOf(points);
  }

  /**
   * The points that no other one beats.
   *
   * @return the Pareto front, from the most compute to the least
   */
  public List<OperatingPoint> front() {
    return OperatingPoint.paretoFront(points);
  }
}
