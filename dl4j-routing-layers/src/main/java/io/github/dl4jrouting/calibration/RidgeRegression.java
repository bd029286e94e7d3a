package io.github.dl4jrouting.calibration;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealVector;

/**
 * Least squares with a penalty on the weights, from sums that are gathered sample by sample.
 *
 * <pre>
 *   min over w, b of (1/N) Σ_n (w · z[n] + b − t[n])² + λ v Σ_f w_f²      v: mean variance of the features
 * </pre>
 */
final class RidgeRegression {
  private final int features;
  private final double[][] products;
  private final double[] sums;
  private final double[] cross;
  private double targets;
  private long count;

  RidgeRegression(int features) {
    this.features = features;
    this.products = new double[features][features];
    this.sums = new double[features];
    this.cross = new double[features];
  }

  void add(double[] z, double target) {
    count++;
    targets += target;
    for (int i = 0; i < features; i++) {
      sums[i] += z[i];
      cross[i] += z[i] * target;
      for (int j = 0; j <= i; j++) {
        products[i][j] += z[i] * z[j];
      }
    }
  }

  /**
   * The solution.
   *
   * @param penalty λ, in units of the features' mean variance
   */
  LinearScore solve(double penalty) {
    if (count < 2) {
      throw new IllegalStateException("Expected at least 2 samples to fit, found " + count);
    }
    double[][] covariance = new double[features][features];
    double[] direction = new double[features];
    double trace = 0;
    for (int i = 0; i < features; i++) {
      direction[i] = cross[i] / count - sums[i] / count * targets / count;
      for (int j = 0; j <= i; j++) {
        covariance[i][j] = products[i][j] / count - sums[i] / count * sums[j] / count;
        covariance[j][i] = covariance[i][j];
      }
      trace += covariance[i][i];
    }
    double ridge = penalty * Math.max(trace / features, 1e-12);
    for (int i = 0; i < features; i++) {
      covariance[i][i] += ridge;
    }
    RealVector weights =
        new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false), 1e-9, 0)
            .getSolver()
            .solve(new ArrayRealVector(direction));
    double intercept = targets / count;
    for (int i = 0; i < features; i++) {
      intercept -= weights.getEntry(i) * sums[i] / count;
    }
    return new LinearScore(Arrays.stream(weights.toArray()).boxed().toList(), intercept);
  }
}
