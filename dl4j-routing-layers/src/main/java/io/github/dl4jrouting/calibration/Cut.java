package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import java.util.Arrays;

/** Thresholds between values that were seen, never on one: pure functions. */
final class Cut {
  private Cut() {}

  /**
   * Thresholds that skip about 1/parts, 2/parts, … of the values, without repetition.
   *
   * @param values scores, at least one; not changed
   * @return thresholds from few to many skipped; empty where all values are equal
   */
  static double[] grid(double[] values, int parts, Direction direction) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] cuts = new double[parts - 1];
    int count = 0;
    int lastAt = -1;
    for (int part = 1; part < parts; part++) {
      double skipped = (double) part / parts;
      int below =
          (int)
              Math.round((direction == Direction.SKIP_LOW ? skipped : 1 - skipped) * sorted.length);
      int at = nextStep(sorted, below);
      if (at > 0 && at != lastAt) {
        cuts[count++] = direction.between(sorted[at - 1], sorted[at]);
        lastAt = at;
      }
    }
    return Arrays.copyOf(cuts, count);
  }

  /** The threshold that skips about a share of the values: between two of them, or infinite. */
  static double skipping(double[] values, double share, Direction direction) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double below = direction == Direction.SKIP_LOW ? share : 1 - share;
    int wanted = (int) Math.round(below * sorted.length);
    int at = nextStep(sorted, wanted);
    int distance = Math.abs(at - wanted);
    if (at < 0 || wanted < distance || sorted.length - wanted < distance) {
      return wanted * 2 < sorted.length ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return direction.between(sorted[at - 1], sorted[at]);
  }

  /** The index nearest to {@code at} where the sorted values step up, or −1 where none does. */
  private static int nextStep(double[] sorted, int at) {
    for (int distance = 0; distance < sorted.length; distance++) {
      for (int i : new int[] {at - distance, at + distance}) {
        if (i > 0 && i < sorted.length && sorted[i - 1] < sorted[i]) {
          return i;
        }
      }
    }
    return -1;
  }
}
