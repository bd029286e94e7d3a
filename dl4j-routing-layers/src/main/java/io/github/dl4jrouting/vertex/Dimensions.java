package io.github.dl4jrouting.vertex;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** Shapes as configurations know them, where what is only known with the data is negative. */
final class Dimensions {
  private Dimensions() {}

  /** Whether two types may have the same shape: a dimension that is not known agrees with any. */
  static boolean agree(InputType one, InputType other) {
    if (one instanceof InputType.InputTypeRecurrent first
        && other instanceof InputType.InputTypeRecurrent second
        && first.getFormat() != second.getFormat()) {
      return false; // unknown lengths hide that features come first or last
    }
    long[] a = one.getShape(false);
    long[] b = other.getShape(false);
    boolean agree = a.length == b.length;
    for (int i = 0; i < a.length && agree; i++) {
      agree = a[i] == b[i] || a[i] < 0 || b[i] < 0;
    }
    return agree;
  }

  static boolean areKnown(InputType type) {
    return Arrays.stream(type.getShape(false)).allMatch(dimension -> dimension >= 0);
  }
}
