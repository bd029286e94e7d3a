package io.github.dl4jrouting.inference;

/**
 * What a pooling makes of the numbers in a window.
 *
 * @param kind what it does with them
 * @param power of a norm
 */
record Pooling(Kind kind, int power) {
  enum Kind {
    MAX,
    /** Over those of them that are in the image. */
    MEAN,
    /** Over the whole window, with zeros beside the image. */
    MEAN_WITH_ZEROS,
    /** (Σ |x|ᵖ) to the power of 1 / p. */
    NORM
  }

  static final Pooling MAX = new Pooling(Kind.MAX, 1);

  static Pooling mean(boolean withZeros) {
    return new Pooling(withZeros ? Kind.MEAN_WITH_ZEROS : Kind.MEAN, 1);
  }

  static Pooling norm(int power) {
    return new Pooling(Kind.NORM, power);
  }

  boolean isMax() {
    return kind == Kind.MAX;
  }

  /** What stands beside the image. */
  float neutral() {
    return isMax() ? Float.NEGATIVE_INFINITY : 0;
  }

  /** Before the numbers of a window are put together. */
  void prepare(float[] x, int n) {
    if (kind != Kind.NORM) {
      return;
    }
    if (power == 2) {
      Loops.square(x, n);
      return;
    }
    for (int j = 0; j < n; j++) {
      x[j] = (float) Math.pow(Math.abs(x[j]), power);
    }
  }

  /** Puts a number of each window to what others made. */
  void join(float[] y, float[] x, int n) {
    if (isMax()) {
      Loops.max(y, x, n);
    } else {
      Loops.add(y, x, n);
    }
  }

  /**
   * Of what all numbers of windows made.
   *
   * @param counts how many of each window are in the image
   * @param area how many a window has
   */
  void finish(float[] y, int[] counts, int area, int n) {
    switch (kind) {
      case MEAN -> {
        for (int j = 0; j < n; j++) {
          y[j] = y[j] / counts[j];
        }
      }
      case MEAN_WITH_ZEROS -> {
        for (int j = 0; j < n; j++) {
          y[j] = y[j] / area;
        }
      }
      case NORM -> root(y, n);
      default -> {}
    }
  }

  private void root(float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = (float) (power == 2 ? Math.sqrt(y[j]) : Math.pow(y[j], 1.0 / power));
    }
  }
}
