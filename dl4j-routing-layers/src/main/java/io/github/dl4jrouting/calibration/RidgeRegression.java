package io.github.dl4jrouting.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;

/**
 * Least squares with a penalty on the weights, from sums that are gathered sample by sample; for
 * several targets of the same features at once.
 *
 * <pre>
 *   min over w, b of (1/N) Σ_n (w · z[n] + b − t[n])² + λ v Σ_f w_f²      v: mean variance of the features
 * </pre>
 */
final class RidgeRegression {
  private final int features;
  private final double[][] products;
  private final double[] sums;
  private final double[][] cross;
  private final double[] targets;
  private long count;

  RidgeRegression(int features, int outputs) {
    this.features = features;
    this.products = new double[features][features];
    this.sums = new double[features];
    this.cross = new double[outputs][features];
    this.targets = new double[outputs];
  }

  void add(double[] z, double... target) {
    count++;
    for (int o = 0; o < target.length; o++) {
      targets[o] += target[o];
    }
    for (int i = 0; i < features; i++) {
      sums[i] += z[i];
      for (int o = 0; o < target.length; o++) {
        cross[o][i] += z[i] * target[o];
      }
      double[] row = products[i];
      for (int j = 0; j <= i; j++) {
        row[j] += z[i] * z[j];
      }
    }
  }

  /** One of the same features and targets that has gathered nothing. */
  RidgeRegression empty() {
    return new RidgeRegression(features, targets.length);
  }

  /** Adds all that another one has gathered. */
  void addAll(RidgeRegression other) {
    count += other.count;
    addTo(targets, other.targets);
    addTo(sums, other.sums);
    for (int o = 0; o < cross.length; o++) {
      addTo(cross[o], other.cross[o]);
    }
    for (int i = 0; i < features; i++) {
      addTo(products[i], other.products[i]);
    }
  }

  private static void addTo(double[] sum, double[] terms) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += terms[i];
    }
  }

  /**
   * The solutions, one for each target.
   *
   * @param penalty λ, in units of the features' mean variance
   */
  List<LinearScore> solve(double penalty) {
    if (count < 2) {
      throw new IllegalStateException("Expected at least 2 samples to fit, found " + count);
    }
    double[][] covariance = new double[features][features];
    double trace = 0;
    for (int i = 0; i < features; i++) {
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
    DecompositionSolver solver =
        new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false), 1e-9, 0).getSolver();
    return IntStream.range(0, targets.length).mapToObj(o -> score(solver, o)).toList();
  }

  private LinearScore score(DecompositionSolver solver, int output) {
    double mean = targets[output] / count;
    double[] direction = new double[features];
    for (int i = 0; i < features; i++) {
      direction[i] = cross[output][i] / count - sums[i] / count * mean;
    }
    double[] weights = solver.solve(new ArrayRealVector(direction, false)).toArray();
    double intercept = mean;
    for (int i = 0; i < features; i++) {
      intercept -= weights[i] * sums[i] / count;
    }
    return new LinearScore(Arrays.stream(weights).boxed().toList(), intercept);
  }
}
