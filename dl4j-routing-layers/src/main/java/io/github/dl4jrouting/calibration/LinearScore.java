package io.github.dl4jrouting.calibration;

import java.util.List;

/**
 * A score that is linear in pooled features, {@code w · z + b}.
 *
 * @param weights w, one for each feature
 * @param intercept b
 */
public record LinearScore(List<Double> weights, double intercept) {
  /** Copies the list. */
  public LinearScore {
    weights = List.copyOf(weights);
  }

  double of(double[] z) {
    double sum = intercept;
    for (int f = 0; f < z.length; f++) {
      sum += weights.get(f) * z[f];
    }
    return sum;
  }
}
