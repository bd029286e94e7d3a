package io.github.dl4jrouting.examples.report.section;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as a reader wants them: rounded, with units, the same in every country. */
public final class NumberText {

  private static final String NONE = "–";

  private NumberText() {}

  /**
   * A share.
   *
   * @param ratio 0..1
   * @return in %, one decimal
   */
  public static String percent(double ratio) {
    return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * ratio) : NONE;
  }

  /**
   * A share whose second decimal matters.
   *
   * @param ratio 0..1
   * @return in %, two decimals
   */
  public static String finePercent(double ratio) {
    return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f\u00a0%%", 100 * ratio) : NONE;
  }

  /**
   * A difference of two accuracies in words.
   *
   * @param accuracy one, 0..1
   * @param other the other, 0..1
   * @param whose whose the other is
   * @return how far the first is above or below the second, in points
   */
  public static String beside(double accuracy, double other, String whose) {
    double points = 100 * (accuracy - other);
    if (Math.abs(points) < 0.005) {
      return "the same accuracy as " + whose;
    }
    return String.format(
        Locale.ROOT,
        "%.2f points %s than %s",
        Math.abs(points),
        points > 0 ? "more" : "less",
        whose);
  }

  /**
   * A whole number.
   *
   * @param value how many
   * @return with commas between thousands
   */
  public static String count(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f", value) : NONE;
  }

  /**
   * Any number.
   *
   * @param value a number
   * @return four digits that count; all digits left of the point
   */
  public static String plain(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    if (size >= 1_000 || value == Math.rint(value)) {
      return size < 1e15 ? count(value) : String.format(Locale.ROOT, "%.3e", value);
    }
    if (size < 1e-4) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /**
   * A number with its unit.
   *
   * @param value a number
   * @param unit what it counts
   * @return both
   */
  public static String with(double value, String unit) {
    return Double.isFinite(value) ? plain(value) + "\u00a0" + unit : NONE;
  }

  /**
   * A factor.
   *
   * @param value how many times as much
   * @return two decimals, below 10; one up to 100; none above
   */
  public static String times(double value) {
    String format = value < 10 ? "%.2f×" : value < 100 ? "%.1f×" : "%,.0f×";
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NONE;
  }
}
