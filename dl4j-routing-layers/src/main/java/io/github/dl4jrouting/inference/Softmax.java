package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** Softmax over the whole of each row, or of each column. */
final class Softmax {
  /** The logarithm of the smallest float that is not denormal. */
  static final float SMALLEST = -87.33f;

  static final float LOG2_E = 1.442695f;

  /** Of so large a float the last bit is worth 1. */
  static final float ROUNDING = 12_582_912;

  /** ln 2 in two parts, of which the first has so few bits that its products here are exact. */
  static final float LN2_HIGH = 0.693359375f;

  static final float LN2_LOW = -2.1219444e-4f;

  private Softmax() {}

  static void rows(Memory x, int rows, int size, Lane lane) {
    int atOnce = Math.max(1, Lane.CHUNK / size);
    float[] some = lane.scratch(atOnce * size);
    for (int r = 0; r < rows; r += atOnce) {
      int count = Math.min(atOnce, rows - r);
      x.buffer().get(r * size, some, 0, count * size);
      rows(some, count, size);
      x.buffer().put(r * size, some, 0, count * size);
    }
  }

  /** Rows one after the other. */
  static void rows(float[] x, int rows, int size) {
    for (int r = 0; r < rows; r++) {
      row(x, r * size, (r + 1) * size);
    }
  }

  private static void row(float[] x, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      max = Math.max(max, x[j]);
    }
    double sum = 0;
    for (int j = from; j < to; j++) {
      x[j] = exp(x[j] - max);
      sum += x[j];
    }
    float scale = (float) (1 / sum);
    for (int j = from; j < to; j++) {
      x[j] *= scale;
    }
  }

  /**
   * Columns of a matrix that lies row after row from a place on.
   *
   * @param largest of the length of a row, to write into
   * @param sums the same
   */
  static void columns(float[] x, int from, int rows, int columns, float[] largest, float[] sums) {
    int first =
        VectorApi.isThere() ? VectorFunctions.softmax(x, from, rows, columns, largest, sums) : 0;
    int end = from + rows * columns;
    Arrays.fill(largest, first, columns, Float.NEGATIVE_INFINITY);
    Arrays.fill(sums, first, columns, 0);
    for (int at = from; at < end; at += columns) {
      for (int j = first; j < columns; j++) {
        largest[j] = Math.max(largest[j], x[at + j]);
      }
    }
    for (int at = from; at < end; at += columns) {
      for (int j = first; j < columns; j++) {
        x[at + j] = exp(x[at + j] - largest[j]);
        sums[j] += x[at + j];
      }
    }
    for (int at = from; at < end; at += columns) {
      for (int j = first; j < columns; j++) {
        x[at + j] /= sums[j];
      }
    }
  }

  /**
   * eˣ of x up to 88 to 2e-7 relative, and 0 where a float would be denormal: those take the
   * processor a hundred times as long as others, and a trained classifier has many. The number is
   * 2ⁿ eʳ with |r| ≤ ln 2 / 2, and eʳ the sum of its first eight terms.
   */
  static float exp(float x) {
    if (x < SMALLEST) {
      return 0;
    }
    float n = x * LOG2_E + ROUNDING - ROUNDING;
    float r = x - n * LN2_HIGH - n * LN2_LOW;
    float p = 1f / 5040;
    p = p * r + 1f / 720;
    p = p * r + 1f / 120;
    p = p * r + 1f / 24;
    p = p * r + 1f / 6;
    p = p * r + 0.5f;
    p = p * r + 1;
    p = p * r + 1;
    return p * Float.intBitsToFloat((int) n + 127 << 23);
  }
}
