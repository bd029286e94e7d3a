package io.github.dl4jrouting.examples.report.plot;

import java.util.ArrayList;
import java.util.List;

/** Where a value lies between two ends of an axis, linear or logarithmic, with round ticks. */
final class Scale {

  private static final int MOST_TICKS = 6;

  private final boolean logarithmic;
  private final double low;
  private final double high;
  private final List<Double> ticks;

  private Scale(boolean logarithmic, double low, double high, List<Double> ticks) {
    this.logarithmic = logarithmic;
    this.low = low;
    this.high = high;
    this.ticks = ticks;
  }

  /** Ends at round numbers around the values. */
  static Scale linear(double smallest, double largest) {
    double least = smallest;
    double most = largest;
    if (most - least <= Math.abs(most) * 1e-9) {
      double room = most == 0 ? 1 : Math.abs(most) * 0.1;
      least -= room;
      most += room;
    }
    double step = step(most - least);
    long first = (long) Math.floor(least / step + 1e-9);
    long last = (long) Math.ceil(most / step - 1e-9);
    List<Double> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return new Scale(false, first * step, last * step, ticks);
  }

  /** A linear scale with ends that are given, and round ticks between them. */
  static Scale fixed(double low, double high) {
    List<Double> ticks =
        linear(low, high).ticks.stream()
            .filter(t -> t >= low - 1e-12 && t <= high + 1e-12)
            .toList();
    return new Scale(false, low, high, ticks);
  }

  /** The same ends, ticks at whole numbers alone. */
  Scale whole() {
    List<Double> whole =
        ticks.stream().filter(tick -> Math.abs(tick - Math.rint(tick)) < 1e-9).toList();
    return new Scale(logarithmic, low, high, whole);
  }

  /** For positive values that differ by factors; ends at 1, 2 or 5 times a power of ten. */
  static Scale logarithmic(double smallest, double largest) {
    int first = (int) Math.floor(Math.log10(smallest) + 1e-9);
    int last = (int) Math.ceil(Math.log10(largest) - 1e-9);
    List<Double> all = new ArrayList<>();
    for (int exponent = first; exponent <= Math.max(last, first + 1); exponent++) {
      for (int factor : new int[] {1, 2, 5}) {
        all.add(factor * Math.pow(10, exponent));
      }
    }
    double low =
        all.stream().filter(v -> v <= smallest * (1 + 1e-9)).reduce((a, b) -> b).orElseThrow();
    double high =
        all.stream()
            .filter(v -> v >= largest * (1 - 1e-9) && v > low)
            .findFirst()
            .orElse(all.get(all.size() - 1));
    boolean wide = Math.log10(high / low) > 2.5;
    List<Double> ticks =
        all.stream()
            .filter(v -> v >= low && v <= high)
            .filter(v -> !wide || Math.abs(Math.log10(v) - Math.rint(Math.log10(v))) < 1e-9)
            .toList();
    return new Scale(true, low, high, ticks);
  }

  private static double step(double span) {
    double rough = span / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (rough <= factor * power * (1 + 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** 0 at the low end, 1 at the high end. */
  double at(double value) {
    if (logarithmic) {
      return Math.log(value / low) / Math.log(high / low);
    }
    return (value - low) / (high - low);
  }

  List<Double> ticks() {
    return ticks;
  }
}
