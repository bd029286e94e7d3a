package io.github.dl4jrouting.examples.benchmark;

import java.util.List;

/**
 * A line through the engine's times: time routed / time dense ≈ intercept + slope · (1 − s), by
 * least squares over the skip ratios s. Perfect skipping has intercept 0 and slope 1.
 *
 * @param workload name of the workload
 * @param batch samples in a call
 * @param intercept share of the dense time that stays when everything is skipped
 * @param slope share of the dense time that falls with 1 − s
 * @param r2 coefficient of determination
 * @param points over how many skip ratios
 */
public record LinearFit(
    String workload, int batch, double intercept, double slope, double r2, int points) {

  /**
   * Fits a line.
   *
   * @param x 1 − s
   * @param y time routed / time dense
   */
  static LinearFit of(Rows.Shape shape, List<Double> x, List<Double> y) {
    double meanX = x.stream().mapToDouble(v -> v).average().orElseThrow();
    double meanY = y.stream().mapToDouble(v -> v).average().orElseThrow();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.size(); i++) {
      xx += (x.get(i) - meanX) * (x.get(i) - meanX);
      xy += (x.get(i) - meanX) * (y.get(i) - meanY);
      yy += (y.get(i) - meanY) * (y.get(i) - meanY);
    }
    double slope = xy / xx;
    double r2 = yy == 0 ? 1 : xy * xy / (xx * yy);
    return new LinearFit(
        shape.workload(), shape.batch(), meanY - slope * meanX, slope, r2, x.size());
  }
}
