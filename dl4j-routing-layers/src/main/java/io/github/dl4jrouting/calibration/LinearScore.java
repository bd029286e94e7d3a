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
    return of(new double[][] {z})[0];
  }

  /** The scores of many samples. */
  double[] of(double[][] z) {
    double[] w = weights.stream().mapToDouble(Double::doubleValue).toArray();
    double[] result = new double[z.length];
    for (int n = 0; n < z.length; n++) {
      double sum = intercept;
      for (int f = 0; f < w.length; f++) {
        sum += w[f] * z[n][f];
      }
      result[n] = sum;
    }
    return result;
  }
}
