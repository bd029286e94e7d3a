package io.github.dl4jrouting.inference;

/**
 * Element-wise work on {@link Memory}, chunk by chunk over plain arrays. The loops index all arrays
 * by the loop variable alone, because only then does the JIT compiler of JDK 17 vectorise them;
 * {@link #everyOther}, {@link #alternate} and {@link #transpose} cannot be.
 */
final class Loops {
  private Loops() {}

  static void fill(Memory out, int to, int length, float value, Lane lane) {
    float[] x = lane.scratch(Lane.CHUNK);
    java.util.Arrays.fill(x, 0, Math.min(length, Lane.CHUNK), value);
    for (int at = 0; at < length; at += Lane.CHUNK) {
      out.buffer().put(to + at, x, 0, Math.min(Lane.CHUNK, length - at));
    }
  }

  static void scale(Memory in, int from, Memory out, int to, int length, float w, Lane lane) {
    float[] x = lane.scratch(Lane.CHUNK);
    for (int at = 0; at < length; at += Lane.CHUNK) {
      int n = Math.min(Lane.CHUNK, length - at);
      in.buffer().get(from + at, x, 0, n);
      scale(x, n, w);
      out.buffer().put(to + at, x, 0, n);
    }
  }

  static void addScaled(Memory in, int from, Memory out, int to, int length, float w, Lane lane) {
    float[] x = lane.scratch(Lane.CHUNK);
    float[] y = lane.second(Lane.CHUNK);
    for (int at = 0; at < length; at += Lane.CHUNK) {
      int n = Math.min(Lane.CHUNK, length - at);
      in.buffer().get(from + at, x, 0, n);
      out.buffer().get(to + at, y, 0, n);
      addScaled(y, x, n, w);
      out.buffer().put(to + at, y, 0, n);
    }
  }

  static void scale(float[] x, int n, float w) {
    for (int j = 0; j < n; j++) {
      x[j] = x[j] * w;
    }
  }

  static void addScaled(float[] y, float[] x, int n, float w) {
    for (int j = 0; j < n; j++) {
      y[j] = y[j] + x[j] * w;
    }
  }

  /** y += x ⊙ w. */
  static void addProduct(float[] y, float[] x, float[] w, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = y[j] + x[j] * w[j];
    }
  }

  static void addConstant(float[] x, int n, float b) {
    for (int j = 0; j < n; j++) {
      x[j] = x[j] + b;
    }
  }

  static void add(float[] y, float[] x, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = y[j] + x[j];
    }
  }

  static void subtract(float[] y, float[] x, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = y[j] - x[j];
    }
  }

  static void multiply(float[] y, float[] x, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = y[j] * x[j];
    }
  }

  static void square(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = x[j] * x[j];
    }
  }

  /**
   * A matrix, row after row, as its columns: by four rows, of which a column's numbers are near.
   */
  static void transpose(float[] x, int rows, int columns, float[] y) {
    int r = 0;
    for (; r + 3 < rows; r += 4) {
      int first = r * columns;
      int second = first + columns;
      int third = second + columns;
      int fourth = third + columns;
      for (int c = 0; c < columns; c++) {
        int to = c * rows + r;
        float a = x[first + c];
        float b = x[second + c];
        float e = x[third + c];
        float f = x[fourth + c];
        y[to] = a;
        y[to + 1] = b;
        y[to + 2] = e;
        y[to + 3] = f;
      }
    }
    for (; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        y[c * rows + r] = x[r * columns + c];
      }
    }
  }

  /** Puts n numbers side by side, by turns of two arrays. */
  static void alternate(float[] first, int from, float[] second, int at, float[] y, int to, int n) {
    for (int k = 0; k < n / 2; k++) {
      y[to + 2 * k] = first[from + k];
      y[to + 2 * k + 1] = second[at + k];
    }
    if (n % 2 == 1) {
      y[to + n - 1] = first[from + n / 2];
    }
  }

  /** Copies every other number, from one on; n of them. */
  static void everyOther(float[] x, int from, float[] y, int to, int n) {
    int j = 0;
    for (; j + 3 < n; j += 4) {
      int at = from + 2 * j;
      float a = x[at];
      float b = x[at + 2];
      float c = x[at + 4];
      float d = x[at + 6];
      y[to + j] = a;
      y[to + j + 1] = b;
      y[to + j + 2] = c;
      y[to + j + 3] = d;
    }
    for (; j < n; j++) {
      y[to + j] = x[from + 2 * j];
    }
  }

  static void max(float[] y, float[] x, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = Math.max(y[j], x[j]);
    }
  }

  static void relu(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = Math.max(x[j], 0f);
    }
  }

  static void relu(float[] x, int n, float plus) {
    for (int j = 0; j < n; j++) {
      x[j] = Math.max(x[j] + plus, 0f);
    }
  }

  /** The larger one of x and αx, which is x or, of x < 0, αx, if 0 < α ≤ 1. */
  static void leakyRelu(float[] x, int n, float alpha) {
    for (int j = 0; j < n; j++) {
      x[j] = Math.max(x[j], alpha * x[j]);
    }
  }

  /** 1 / (1 + e⁻ˣ), or x times that. */
  static void sigmoid(float[] x, int n, boolean timesX) {
    for (int j = VectorApi.isThere() ? VectorFunctions.sigmoid(x, n, timesX) : 0; j < n; j++) {
      float e = Softmax.exp(-Math.abs(x[j]));
      float sigmoid = (x[j] < 0 ? e : 1) / (1 + e);
      x[j] = timesX ? sigmoid * x[j] : sigmoid;
    }
  }

  /** tanh x. */
  static void tanh(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = Tanh.of(x[j]);
    }
  }

  /** 1 / (1 + e⁻ˣ), to 2e-7 of 1 and not of itself: (1 + tanh(x / 2)) / 2, for gates. */
  static void gate(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = 0.5f + 0.5f * Tanh.of(0.5f * x[j]);
    }
  }

  /** The sum, in four partial sums, of which each is a float. */
  static float sum(float[] x, int n) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int j = 0;
    for (; j + 3 < n; j += 4) {
      a += x[j];
      b += x[j + 1];
      c += x[j + 2];
      d += x[j + 3];
    }
    for (; j < n; j++) {
      a += x[j];
    }
    return a + b + (c + d);
  }

  /** The sum, in four partial sums, of which each is a double. */
  static double preciseSum(float[] x, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int j = 0;
    for (; j + 3 < n; j += 4) {
      a += x[j];
      b += x[j + 1];
      c += x[j + 2];
      d += x[j + 3];
    }
    for (; j < n; j++) {
      a += x[j];
    }
    return a + b + (c + d);
  }

  /** Σ (x − m)², in four partial sums. */
  static double squaredDistances(float[] x, int n, double m) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int j = 0;
    for (; j + 3 < n; j += 4) {
      a += (x[j] - m) * (x[j] - m);
      b += (x[j + 1] - m) * (x[j + 1] - m);
      c += (x[j + 2] - m) * (x[j + 2] - m);
      d += (x[j + 3] - m) * (x[j + 3] - m);
    }
    for (; j < n; j++) {
      a += (x[j] - m) * (x[j] - m);
    }
    return a + b + (c + d);
  }

  /** The largest of some floats' bits without their signs. */
  static int largestMagnitude(int[] bits, int n) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    int j = 0;
    for (; j + 3 < n; j += 4) {
      a = Math.max(a, bits[j] & Integer.MAX_VALUE);
      b = Math.max(b, bits[j + 1] & Integer.MAX_VALUE);
      c = Math.max(c, bits[j + 2] & Integer.MAX_VALUE);
      d = Math.max(d, bits[j + 3] & Integer.MAX_VALUE);
    }
    for (; j < n; j++) {
      a = Math.max(a, bits[j] & Integer.MAX_VALUE);
    }
    return Math.max(Math.max(a, b), Math.max(c, d));
  }

  /** How many floats are neither 0 nor −0, by their bits. */
  static int nonzero(int[] bits, int n) {
    int count = 0;
    for (int j = 0; j < n; j++) {
      count += -(bits[j] & Integer.MAX_VALUE) >>> 31;
    }
    return count;
  }
}
