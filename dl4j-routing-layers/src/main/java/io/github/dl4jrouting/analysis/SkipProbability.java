package io.github.dl4jrouting.analysis;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;

/**
 * How likely a gate on {@code A(x) = mean |x|} skips a sample whose d features are independent and
 * normal, {@code x ~ N(0, σ²)}: {@code P(A(x) ≤ τ)}.
 *
 * <p>|x| is half-normal, with mean {@code σ √(2/π)} and variance {@code σ² (1 − 2/π)}. A is the
 * mean of d such numbers: normal itself for many features, by the central limit theorem, and so
 * narrow that the probability is close to a step at {@code τ = σ √(2/π) ≈ 0.8 σ}.
 *
 * <pre>
 *   byCentralLimit   Φ((τ − σ √(2/π)) / (σ √((1 − 2/π) / d)))
 *   byPaper          erf(τ √d / (σ √π))
 * </pre>
 *
 * <p>The second one is from the activity-routing paper (section 3.3). It is 0 at τ = 0 and grows to
 * 1 as a probability does, but its scale is {@code σ / √d}, that of a mean which is 0 without the
 * absolute value: so it says 1 where hardly any sample is skipped.
 */
public final class SkipProbability {
  private static final NormalDistribution STANDARD_NORMAL = new NormalDistribution(null, 0, 1);

  private SkipProbability() {}

  /**
   * By the central limit theorem: exact for d → ∞, within 0.03 for all d ≥ 8.
   *
   * @param features d, at least 1
   * @param sigma standard deviation of a feature, above 0
   * @param threshold τ, 0 or more
   * @return P(A(x) ≤ τ), 0..1
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double byCentralLimit(int features, double sigma, double threshold) {
    check(features, sigma, threshold);
    double mean = meanActivity(sigma);
    double deviation = sigma * Math.sqrt((1 - 2 / Math.PI) / features);
    return STANDARD_NORMAL.cumulativeProbability((threshold - mean) / deviation);
  }

  /**
   * By the paper's formula, which does not hold.
   *
   * @param features d, at least 1
   * @param sigma standard deviation of a feature, above 0
   * @param threshold τ, 0 or more
   * @return what it gives, 0..1
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double byPaper(int features, double sigma, double threshold) {
    check(features, sigma, threshold);
    return Erf.erf(threshold * Math.sqrt(features) / (sigma * Math.sqrt(Math.PI)));
  }

  /**
   * The mean activity, where the probability passes one half.
   *
   * @param sigma standard deviation of a feature, above 0
   * @return σ √(2/π)
   */
  public static double meanActivity(double sigma) {
    check(1, sigma, 0);
    return sigma * Math.sqrt(2 / Math.PI);
  }

  private static void check(int features, double sigma, double threshold) {
    if (features < 1) {
      throw new IllegalArgumentException("Expected at least 1 feature, found " + features);
    }
    if (!(sigma > 0 && Double.isFinite(sigma))) {
      throw new IllegalArgumentException(
          "Expected a finite standard deviation above 0, found " + sigma);
    }
    if (!(threshold >= 0)) {
      throw new IllegalArgumentException("Expected a threshold from 0 on, found " + threshold);
    }
  }
}
