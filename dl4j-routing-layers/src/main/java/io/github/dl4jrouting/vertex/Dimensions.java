package io.github.dl4jrouting.vertex;

import java.util.Arrays;

/** Shapes as configurations know them, where what is only known with the data is negative. */
final class Dimensions {
  private Dimensions() {}

  /** Whether two shapes may be the same: a dimension that is not known agrees with any. */
  static boolean agree(long[] a, long[] b) {
    boolean agree = a.length == b.length;
    for (int i = 0; i < a.length && agree; i++) {
      agree = a[i] == b[i] || a[i] < 0 || b[i] < 0;
    }
    return agree;
  }

  static boolean areKnown(long[] shape) {
    return Arrays.stream(shape).allMatch(dimension -> dimension >= 0);
  }
}
