package io.github.dl4jrouting.examples.report.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * What an axis shows.
 *
 * @param label what is drawn along it, with its unit
 * @param percent whether values 0..1 are written as 0..100
 * @param logarithmic whether equal steps are equal factors
 * @param fromZero whether it starts at 0 whatever the values are
 * @param leastSpan the least that it covers, so that a small difference looks small; −1 for an axis
 *     of whole numbers
 */
public record Axis(
    String label, boolean percent, boolean logarithmic, boolean fromZero, double leastSpan) {

  private static final double LEAST_SHARE = 0.02;
  private static final double WHOLE = -1;

  /**
   * An axis for numbers.
   *
   * @param label what is drawn along it, with its unit
   * @return a linear axis
   */
  public static Axis of(String label) {
    return new Axis(label, false, false, false, 0);
  }

  /**
   * An axis for shares.
   *
   * @param label what is drawn along it; the unit is %
   * @return a linear axis that writes 0..1 as 0..100
   */
  public static Axis percent(String label) {
    return new Axis(label + ", %", true, false, false, LEAST_SHARE);
  }

  /**
   * An axis for whole numbers.
   *
   * @param label what is counted along it
   * @return a linear axis without fractions
   */
  public static Axis count(String label) {
    return new Axis(label, false, false, false, WHOLE);
  }

  /**
   * The same, logarithmic.
   *
   * @return a new axis
   */
  public Axis logarithmically() {
    return new Axis(label, percent, true, false, leastSpan);
  }

  /**
   * The same, from 0.
   *
   * @return a new axis
   */
  public Axis withZero() {
    return new Axis(label, percent, logarithmic, true, leastSpan);
  }

  /** Whether the value has a place on this axis. */
  boolean shows(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  Scale scale(DoubleStream values) {
    var range = values.filter(this::shows).summaryStatistics();
    if (range.getCount() == 0) {
      return Scale.linear(0, 1);
    }
    if (logarithmic) {
      return Scale.logarithmic(range.getMin(), range.getMax());
    }
    double low = fromZero ? Math.min(0, range.getMin()) : range.getMin();
    double high = range.getMax();
    double missing = Math.max(0, leastSpan - (high - low));
    // A share never lies beyond its ends, nor shall its axis.
    boolean share = percent && low >= 0 && high <= 1;
    if (!share) {
      Scale scale = Scale.linear(low, high + missing);
      return leastSpan == WHOLE ? scale.whole() : scale;
    }
    double least = Math.max(0, Math.min(low - missing / 2, 1 - leastSpan));
    Scale scale = Scale.linear(least, Math.min(1, Math.max(least + leastSpan, high)));
    List<Double> ticks = scale.ticks();
    double end = ticks.get(ticks.size() - 1);
    return end > 1 + 1e-9 || ticks.get(0) < 0
        ? Scale.fixed(Math.max(0, ticks.get(0)), Math.min(1, end))
        : scale;
  }

  /** A value as it is written at a tick or in a hint. */
  String text(double value) {
    return plain(percent ? 100 * value : value);
  }

  /** Up to four digits that count, without exponents where that is readable. */
  static String plain(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
    double size = Math.abs(value);
    if (size != 0 && (size >= 1e7 || size < 1e-4)) {
      return String.format(Locale.ROOT, "%.3g", value).replace("e+0", "e").replace("e-0", "e-");
    }
    String text = rounded.stripTrailingZeros().toPlainString();
    return size >= 1_000 ? String.format(Locale.ROOT, "%,d", rounded.longValue()) : text;
  }
}
