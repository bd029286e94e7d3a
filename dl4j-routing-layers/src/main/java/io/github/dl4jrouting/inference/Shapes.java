package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.input.InputLayout;
import java.util.Arrays;

/** Shapes of one row of an activation: without the batch dimension. */
final class Shapes {
  private Shapes() {}

  static int size(int[] shape) {
    long size = 1;
    for (int d : shape) {
      size *= d;
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Expected less than 2^31 numbers a sample, found shape " + Arrays.toString(shape));
    }
    return (int) size;
  }

  static int[] row(long[] shape) {
    int[] row = new int[shape.length - 1];
    for (int i = 0; i < row.length; i++) {
      row[i] = Math.toIntExact(shape[i + 1]);
    }
    return row;
  }

  static long[] array(int batch, int[] row) {
    long[] shape = new long[row.length + 1];
    shape[0] = batch;
    for (int i = 0; i < row.length; i++) {
      shape[i + 1] = row[i];
    }
    return shape;
  }

  static long[] longs(int[] row) {
    return Arrays.stream(row).asLongStream().toArray();
  }

  /** The shape of an image [C, H, W]; refuses any other. */
  static int[] image(int[] row) {
    if (row.length != 3) {
      throw new IllegalArgumentException(
          "expected images of shape [N, channels, height, width], found " + text(row));
    }
    return row;
  }

  /** Refuses an input that does not fit. */
  static void check(boolean fits, int[] row, InputLayout layout, long features) {
    if (!fits) {
      throw new IllegalArgumentException(
          "expected input with "
              + features
              + " features in layout "
              + layout
              + ", found shape "
              + text(row));
    }
  }

  /** The shape as users know it: with a batch dimension in front. */
  static String text(int[] row) {
    StringBuilder text = new StringBuilder("[N");
    for (int d : row) {
      text.append(", ").append(d);
    }
    return text.append(']').toString();
  }
}
