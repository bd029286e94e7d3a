package io.github.dl4jrouting.examples.metrics;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/**
 * A share of samples, and how sure it is: Wilson's score interval (Wilson 1927), which stays within
 * 0 and 1 and is right for shares near them, where accuracies are.
 *
 * @param value correct / samples
 * @param low lower end of the interval
 * @param high upper end of the interval
 * @param confidence how often such an interval contains the true share
 * @param correct how many samples
 * @param samples of how many
 */
public record Proportion(
    double value, double low, double high, double confidence, long correct, long samples) {

  private static final double CONFIDENCE = 0.95;

  /**
   * A share with its interval of 95 % confidence.
   *
   * @param correct 0 or more
   * @param samples at least 1, and not fewer than {@code correct}
   * @return the share
   * @throws IllegalArgumentException if the counts make no share
   */
  public static Proportion of(long correct, long samples) {
    if (correct < 0 || samples < 1 || correct > samples) {
      throw new IllegalArgumentException(
          "expected a share of at least 1 sample, found " + correct + " of " + samples);
    }
    ConfidenceInterval interval =
        new WilsonScoreInterval()
            .createInterval(Math.toIntExact(samples), Math.toIntExact(correct), CONFIDENCE);
    return new Proportion(
        (double) correct / samples,
        Math.max(0, interval.getLowerBound()),
        Math.min(1, interval.getUpperBound()),
        CONFIDENCE,
        correct,
        samples);
  }
}
