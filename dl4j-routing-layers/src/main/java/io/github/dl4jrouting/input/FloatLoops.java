package io.github.dl4jrouting.input;

/** Loops over arrays of equal length that Java's JIT compiler makes fast. */
public final class FloatLoops {
  private FloatLoops() {}

  /**
   * {@code to += from}.
   *
   * @param to changed
   * @param from as long
   */
  public static void add(float[] to, float[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  /**
   * {@code to ·= by}, number by number.
   *
   * @param to changed
   * @param by as long
   */
  public static void multiply(float[] to, float[] by) {
    for (int i = 0; i < to.length; i++) {
      to[i] *= by[i];
    }
  }

  /**
   * {@code to ·= by}.
   *
   * @param to changed
   * @param by one factor for all
   */
  public static void multiply(float[] to, float by) {
    for (int i = 0; i < to.length; i++) {
      to[i] *= by;
    }
  }

  /**
   * {@code to += factor · from}.
   *
   * @param to changed
   * @param from as long
   * @param factor on each number
   */
  public static void add(float[] to, float[] from, float factor) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  /**
   * {@code Σ a b}, in eight sums of every eighth product, so that no addition waits for the one
   * before it, and roundings stay small.
   *
   * @param a numbers
   * @param b as many
   * @return the sum
   */
  public static float dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    for (; i + 7 < a.length; i += 8) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
      s4 += a[i + 4] * b[i + 4];
      s5 += a[i + 5] * b[i + 5];
      s6 += a[i + 6] * b[i + 6];
      s7 += a[i + 7] * b[i + 7];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }
}
