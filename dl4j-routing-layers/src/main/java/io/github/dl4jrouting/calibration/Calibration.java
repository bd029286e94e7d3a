package io.github.dl4jrouting.calibration;

import java.util.List;

/**
 * What calibration chose, and what it saw.
 *
 * @param gates names of the gates, in the order of all thresholds
 * @param chosen the thresholds; all gates open where nothing that skips could be promised
 * @param baselineAccuracy with all gates open, on the whole calibration split
 * @param outcome of the chosen thresholds, on samples they were not searched on, where there are
 *     such
 * @param drop what the choice loses on those samples, and how sure that is
 * @param front the Pareto front of the search, from the most compute to the least
 */
public record Calibration(
    List<String> gates,
    OperatingPoint chosen,
    double baselineAccuracy,
    Outcome outcome,
    PairedDrop drop,
    List<OperatingPoint> front) {
  /** Copies the lists. */
  public Calibration {
    gates = List.copyOf(gates);
    front = List.copyOf(front);
  }
}
