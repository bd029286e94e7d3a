package io.github.dl4jrouting.router;

import java.util.Arrays;

/**
 * Routing decisions as pure functions.
 *
 * <p>Every array is row-major {@code [N, K]}: N samples, K paths, element (n, k) at {@code n * K +
 * k}. Nothing here changes its arguments.
 */
public final class Routing {
  private Routing() {}

  /**
   * Softmax of each row, {@code p[n, k] = exp(s[n, k] / T) / Σ_j exp(s[n, j] / T)}.
   *
   * @param scores s, {@code [N, K]}
   * @param paths K
   * @param temperature T, positive
   * @return probabilities {@code [N, K]}, rows sum to 1
   */
  public static double[] softmax(double[] scores, int paths, double temperature) {
    double[] p = new double[scores.length];
    for (int row = 0; row < scores.length; row += paths) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < paths; k++) {
        max = Math.max(max, scores[row + k]);
      }
      double sum = 0;
      for (int k = 0; k < paths; k++) {
        p[row + k] = Math.exp((scores[row + k] - max) / temperature);
        sum += p[row + k];
      }
      for (int k = 0; k < paths; k++) {
        p[row + k] /= sum;
      }
    }
    return p;
  }

  /**
   * The gradient of {@link #softmax} with respect to its scores, {@code p ⊙ (dp − Σ_k p dp) / T}.
   *
   * @param probabilities p, {@code [N, K]}
   * @param gradient dp = dL/dp, {@code [N, K]}
   * @param paths K
   * @param temperature T
   * @return dL/ds, {@code [N, K]}
   */
  public static double[] softmaxGradient(
      double[] probabilities, double[] gradient, int paths, double temperature) {
    double[] ds = new double[probabilities.length];
    for (int row = 0; row < ds.length; row += paths) {
      double inner = 0;
      for (int k = 0; k < paths; k++) {
        inner += probabilities[row + k] * gradient[row + k];
      }
      for (int k = 0; k < paths; k++) {
        ds[row + k] = probabilities[row + k] * (gradient[row + k] - inner) / temperature;
      }
    }
    return ds;
  }

  /**
   * One-hot of the highest score of each row; the first of equal scores wins.
   *
   * @param scores {@code [N, K]}
   * @param paths K
   * @return {@code [N, K]} of exact zeros and ones
   */
  public static double[] oneHotArgmax(double[] scores, int paths) {
    double[] p = new double[scores.length];
    for (int row = 0; row < scores.length; row += paths) {
      p[row + argmax(scores, row, paths)] = 1;
    }
    return p;
  }

  /**
   * Softmax over the k highest scores of each row, exact zeros elsewhere (Shazeer et al. 2017,
   * arXiv 1701.06538, equations 3 to 5, without noise); the first of equal scores wins.
   *
   * @param scores {@code [N, K]}
   * @param paths K
   * @param k how many paths stay, 1 to K
   * @param temperature T, positive
   * @return probabilities {@code [N, K]}, rows sum to 1 with at most k non-zeros
   */
  public static double[] topK(double[] scores, int paths, int k, double temperature) {
    double[] kept = new double[scores.length];
    Arrays.fill(kept, Double.NEGATIVE_INFINITY);
    for (int row = 0; row < scores.length; row += paths) {
      double[] left = Arrays.copyOfRange(scores, row, row + paths);
      for (int i = 0; i < k; i++) {
        int best = argmax(left, 0, paths);
        kept[row + best] = left[best];
        left[best] = Double.NEGATIVE_INFINITY;
      }
    }
    return softmax(kept, paths, temperature);
  }

  /**
   * Standard Gumbel noise from uniform numbers, {@code g = −ln(−ln u)}.
   *
   * @param uniform numbers in [0, 1); values outside (0, 1) are moved just inside
   * @return noise of the same length
   */
  public static double[] gumbel(double[] uniform) {
    double[] g = new double[uniform.length];
    for (int i = 0; i < g.length; i++) {
      double u = Math.min(Math.max(uniform[i], 1e-12), 1 - 1e-12);
      g[i] = -Math.log(-Math.log(u));
    }
    return g;
  }

  /**
   * Scores with scaled noise added, {@code s + scale · g}.
   *
   * @param scores s
   * @param noise g, of the same length
   * @param scale factor on the noise
   * @return a new array
   */
  public static double[] withNoise(double[] scores, double[] noise, double scale) {
    double[] sum = new double[scores.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = scores[i] + scale * noise[i];
    }
    return sum;
  }

  /**
   * The first row with a score that is not a finite number.
   *
   * @param scores {@code [N, K]}
   * @param paths K
   * @return the row's index, or −1 where all are finite
   */
  public static int firstBadRow(double[] scores, int paths) {
    for (int i = 0; i < scores.length; i++) {
      if (!Double.isFinite(scores[i])) {
        return i / paths;
      }
    }
    return -1;
  }

  private static int argmax(double[] scores, int from, int paths) {
    int best = 0;
    for (int k = 1; k < paths; k++) {
      if (scores[from + k] > scores[from + best]) {
        best = k;
      }
    }
    return best;
  }
}
