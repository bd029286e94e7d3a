package io.github.dl4jrouting.examples.metrics;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * How long calls take, in milliseconds.
 *
 * @param count calls
 * @param mean of all calls
 * @param median of all calls, within 0.1 %
 * @param p99 99th percentile, within 0.1 %
 * @param standardDeviation of all calls, undivided by count − 1
 * @param min the fastest call
 * @param max the slowest call
 */
public record Latency(
    long count,
    double mean,
    double median,
    double p99,
    double standardDeviation,
    double min,
    double max) {

  /** Nanoseconds in a millisecond. */
  public static final double NANOS_A_MILLI = 1e6;

  private static final int DIGITS = 3;
  private static final double MEDIAN = 50;
  private static final double P99 = 99;

  /**
   * Summarizes calls.
   *
   * @param nanos how long each took, at least one
   * @return the summary
   * @throws IllegalArgumentException if there is no call
   */
  public static Latency of(long... nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("expected at least 1 timed call, found none");
    }
    Histogram histogram = histogram(nanos);
    double[] millis = Arrays.stream(nanos).mapToDouble(n -> n / NANOS_A_MILLI).toArray();
    return new Latency(
        nanos.length,
        Arrays.stream(millis).average().orElseThrow(),
        histogram.getValueAtPercentile(MEDIAN) / NANOS_A_MILLI,
        histogram.getValueAtPercentile(P99) / NANOS_A_MILLI,
        new StandardDeviation(false).evaluate(millis),
        Arrays.stream(millis).min().orElseThrow(),
        Arrays.stream(millis).max().orElseThrow());
  }

  /**
   * The calls as a histogram of three digits.
   *
   * @param nanos how long each took
   * @return a new histogram of nanoseconds
   */
  public static Histogram histogram(long... nanos) {
    Histogram histogram = new Histogram(DIGITS);
    Arrays.stream(nanos).forEach(histogram::recordValue);
    return histogram;
  }
}
