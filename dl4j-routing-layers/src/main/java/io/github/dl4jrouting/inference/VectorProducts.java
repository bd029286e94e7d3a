package io.github.dl4jrouting.inference;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products with the JDK's Vector API, on arrays in column-major order.
 *
 * <p>C is computed in tiles of two vectors by up to six columns, which stay in registers while the
 * sums are made: for each number of the depth two vectors of A are read, and one number of each
 * column of B. Neither matrix is packed, so that small products cost no more a number than large
 * ones. What lies behind the last row of A is read, and forgotten.
 *
 * <p>The only class that needs the module {@code jdk.incubator.vector}: it must not be loaded
 * without.
 */
final class VectorProducts {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** Rows of a tile. */
  static final int HEIGHT = 2 * LANES;

  private static final int MOST_COLUMNS = 8;

  /** Numbers of a tile. */
  static final int TILE = HEIGHT * MOST_COLUMNS;

  /** As D: sums begin with nothing. */
  static final float[] ZEROS = new float[HEIGHT];

  private VectorProducts() {}

  /**
   * C [m×n] = D + A [m×k] B [k×n].
   *
   * @param a is readable for {@link #HEIGHT} numbers behind its last column
   * @param d C itself, or a tile of numbers for each column, the same for all rows of tiles
   * @param ldd from a column of D to the next, 0 if they are the same
   * @param rectified whether to take the larger one of each result and 0
   * @param tile {@link #TILE} numbers to use
   */
  static void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] d,
      int dAt,
      int ldd,
      float[] c,
      int cAt,
      int ldc,
      boolean rectified,
      float[] tile) {
    for (int row = 0; row < m; row += HEIGHT) {
      int rows = Math.min(HEIGHT, m - row);
      for (int column = 0; column < n; ) {
        int columns = columns(n - column);
        int left = aAt + row;
        int right = bAt + column * ldb;
        int start = dAt + column * ldd + (d == c ? row : 0);
        int result = cAt + column * ldc + row;
        if (rows == HEIGHT) {
          tile(columns, k, a, left, lda, b, right, ldb, d, start, ldd, c, result, ldc);
        } else {
          // Its vectors are longer than what is left of C's columns.
          tile(columns, k, a, left, lda, b, right, ldb, d, start, ldd, tile, 0, HEIGHT);
          for (int j = 0; j < columns; j++) {
            System.arraycopy(tile, j * HEIGHT, c, result + j * ldc, rows);
          }
        }
        column += columns;
      }
    }
    if (rectified) {
      rectify(m, n, c, cAt, ldc);
    }
  }

  private static void rectify(int m, int n, float[] c, int cAt, int ldc) {
    for (int column = 0; column < n; column++) {
      int at = cAt + column * ldc;
      int row = 0;
      for (; row <= m - LANES; row += LANES) {
        FloatVector.fromArray(SPECIES, c, at + row).max(0).intoArray(c, at + row);
      }
      for (; row < m; row++) {
        c[at + row] = Math.max(c[at + row], 0);
      }
    }
  }

  /** How many columns to compute next: none that would leave a single one or two, if it can be. */
  private static int columns(int left) {
    if (LANES < 16) {
      return switch (left) {
        case 1, 2, 3, 4, 6 -> left;
        case 5 -> 3;
        case 7, 8, 11 -> 4;
        default -> 6;
      };
    }
    return switch (left) {
      case 1, 2, 3, 4, 6, 8 -> left;
      case 5 -> 3;
      case 7, 11 -> 4;
      case 9, 10, 12 -> 6;
      default -> 8;
    };
  }

  private static void tile(
      int columns,
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] d,
      int dAt,
      int ldd,
      float[] c,
      int cAt,
      int ldc) {
    switch (columns) {
      case 1 -> one(k, a, aAt, lda, b, bAt, d, dAt, c, cAt);
      case 2 -> two(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      case 3 -> three(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      case 4 -> four(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      case 8 -> eight(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      default -> six(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
    }
  }

  private static void eight(
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] d,
      int dAt,
      int ldd,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, d, dAt);
    FloatVector d0 = FloatVector.fromArray(SPECIES, d, dAt + LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector d2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd);
    FloatVector d3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd);
    FloatVector d4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd + LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd);
    FloatVector d5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd + LANES);
    FloatVector c6 = FloatVector.fromArray(SPECIES, d, dAt + 6 * ldd);
    FloatVector d6 = FloatVector.fromArray(SPECIES, d, dAt + 6 * ldd + LANES);
    FloatVector c7 = FloatVector.fromArray(SPECIES, d, dAt + 7 * ldd);
    FloatVector d7 = FloatVector.fromArray(SPECIES, d, dAt + 7 * ldd + LANES);
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int b4 = bAt + 4 * ldb;
    int b5 = bAt + 5 * ldb;
    int b6 = bAt + 6 * ldb;
    int b7 = bAt + 7 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      w = FloatVector.broadcast(SPECIES, b[b2 + p]);
      c2 = x.fma(w, c2);
      d2 = y.fma(w, d2);
      w = FloatVector.broadcast(SPECIES, b[b3 + p]);
      c3 = x.fma(w, c3);
      d3 = y.fma(w, d3);
      w = FloatVector.broadcast(SPECIES, b[b4 + p]);
      c4 = x.fma(w, c4);
      d4 = y.fma(w, d4);
      w = FloatVector.broadcast(SPECIES, b[b5 + p]);
      c5 = x.fma(w, c5);
      d5 = y.fma(w, d5);
      w = FloatVector.broadcast(SPECIES, b[b6 + p]);
      c6 = x.fma(w, c6);
      d6 = y.fma(w, d6);
      w = FloatVector.broadcast(SPECIES, b[b7 + p]);
      c7 = x.fma(w, c7);
      d7 = y.fma(w, d7);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    c2.intoArray(c, cAt + 2 * ldc);
    d2.intoArray(c, cAt + 2 * ldc + LANES);
    c3.intoArray(c, cAt + 3 * ldc);
    d3.intoArray(c, cAt + 3 * ldc + LANES);
    c4.intoArray(c, cAt + 4 * ldc);
    d4.intoArray(c, cAt + 4 * ldc + LANES);
    c5.intoArray(c, cAt + 5 * ldc);
    d5.intoArray(c, cAt + 5 * ldc + LANES);
    c6.intoArray(c, cAt + 6 * ldc);
    d6.intoArray(c, cAt + 6 * ldc + LANES);
    c7.intoArray(c, cAt + 7 * ldc);
    d7.intoArray(c, cAt + 7 * ldc + LANES);
  }

  private static void six(
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] d,
      int dAt,
      int ldd,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, d, dAt);
    FloatVector d0 = FloatVector.fromArray(SPECIES, d, dAt + LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector d2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd);
    FloatVector d3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd);
    FloatVector d4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd + LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd);
    FloatVector d5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd + LANES);
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int b4 = bAt + 4 * ldb;
    int b5 = bAt + 5 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      w = FloatVector.broadcast(SPECIES, b[b2 + p]);
      c2 = x.fma(w, c2);
      d2 = y.fma(w, d2);
      w = FloatVector.broadcast(SPECIES, b[b3 + p]);
      c3 = x.fma(w, c3);
      d3 = y.fma(w, d3);
      w = FloatVector.broadcast(SPECIES, b[b4 + p]);
      c4 = x.fma(w, c4);
      d4 = y.fma(w, d4);
      w = FloatVector.broadcast(SPECIES, b[b5 + p]);
      c5 = x.fma(w, c5);
      d5 = y.fma(w, d5);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    c2.intoArray(c, cAt + 2 * ldc);
    d2.intoArray(c, cAt + 2 * ldc + LANES);
    c3.intoArray(c, cAt + 3 * ldc);
    d3.intoArray(c, cAt + 3 * ldc + LANES);
    c4.intoArray(c, cAt + 4 * ldc);
    d4.intoArray(c, cAt + 4 * ldc + LANES);
    c5.intoArray(c, cAt + 5 * ldc);
    d5.intoArray(c, cAt + 5 * ldc + LANES);
  }

  private static void four(
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] d,
      int dAt,
      int ldd,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, d, dAt);
    FloatVector d0 = FloatVector.fromArray(SPECIES, d, dAt + LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector d2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd);
    FloatVector d3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + LANES);
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      w = FloatVector.broadcast(SPECIES, b[b2 + p]);
      c2 = x.fma(w, c2);
      d2 = y.fma(w, d2);
      w = FloatVector.broadcast(SPECIES, b[b3 + p]);
      c3 = x.fma(w, c3);
      d3 = y.fma(w, d3);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    c2.intoArray(c, cAt + 2 * ldc);
    d2.intoArray(c, cAt + 2 * ldc + LANES);
    c3.intoArray(c, cAt + 3 * ldc);
    d3.intoArray(c, cAt + 3 * ldc + LANES);
  }

  private static void three(
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] d,
      int dAt,
      int ldd,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, d, dAt);
    FloatVector d0 = FloatVector.fromArray(SPECIES, d, dAt + LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector d2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + LANES);
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      w = FloatVector.broadcast(SPECIES, b[b2 + p]);
      c2 = x.fma(w, c2);
      d2 = y.fma(w, d2);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    c2.intoArray(c, cAt + 2 * ldc);
    d2.intoArray(c, cAt + 2 * ldc + LANES);
  }

  private static void two(
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] d,
      int dAt,
      int ldd,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, d, dAt);
    FloatVector d0 = FloatVector.fromArray(SPECIES, d, dAt + LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector e0 = FloatVector.zero(SPECIES);
    FloatVector f0 = FloatVector.zero(SPECIES);
    FloatVector e1 = FloatVector.zero(SPECIES);
    FloatVector f1 = FloatVector.zero(SPECIES);
    int b1 = bAt + ldb;
    int p = 0;
    int at = aAt;
    for (; p + 1 < k; p += 2, at += 2 * lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      x = FloatVector.fromArray(SPECIES, a, at + lda);
      y = FloatVector.fromArray(SPECIES, a, at + lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[bAt + p + 1]);
      e0 = x.fma(w, e0);
      f0 = y.fma(w, f0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p + 1]);
      e1 = x.fma(w, e1);
      f1 = y.fma(w, f1);
    }
    for (; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
    }
    c0 = c0.add(e0);
    d0 = d0.add(f0);
    c1 = c1.add(e1);
    d1 = d1.add(f1);
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
  }

  private static void one(
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      float[] d,
      int dAt,
      float[] c,
      int cAt) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, d, dAt);
    FloatVector d0 = FloatVector.fromArray(SPECIES, d, dAt + LANES);
    FloatVector e0 = FloatVector.zero(SPECIES);
    FloatVector f0 = FloatVector.zero(SPECIES);
    FloatVector g0 = FloatVector.zero(SPECIES);
    FloatVector h0 = FloatVector.zero(SPECIES);
    FloatVector i0 = FloatVector.zero(SPECIES);
    FloatVector j0 = FloatVector.zero(SPECIES);
    int p = 0;
    int at = aAt;
    for (; p + 3 < k; p += 4, at += 4 * lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      x = FloatVector.fromArray(SPECIES, a, at + lda);
      y = FloatVector.fromArray(SPECIES, a, at + lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[bAt + p + 1]);
      e0 = x.fma(w, e0);
      f0 = y.fma(w, f0);
      x = FloatVector.fromArray(SPECIES, a, at + 2 * lda);
      y = FloatVector.fromArray(SPECIES, a, at + 2 * lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[bAt + p + 2]);
      g0 = x.fma(w, g0);
      h0 = y.fma(w, h0);
      x = FloatVector.fromArray(SPECIES, a, at + 3 * lda);
      y = FloatVector.fromArray(SPECIES, a, at + 3 * lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[bAt + p + 3]);
      i0 = x.fma(w, i0);
      j0 = y.fma(w, j0);
    }
    for (; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[bAt + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
    }
    c0 = c0.add(e0).add(g0.add(i0));
    d0 = d0.add(f0).add(h0.add(j0));
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
  }

  /** Σ |x|. */
  static float absoluteSum(float[] x, int from, int length) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = FloatVector.zero(SPECIES);
    int at = from;
    for (; at <= from + length - HEIGHT; at += HEIGHT) {
      a = a.add(FloatVector.fromArray(SPECIES, x, at).abs());
      b = b.add(FloatVector.fromArray(SPECIES, x, at + LANES).abs());
    }
    float sum = a.add(b).reduceLanes(VectorOperators.ADD);
    for (; at < from + length; at++) {
      sum += Math.abs(x[at]);
    }
    return sum;
  }

  /** Σ x². */
  static float squareSum(float[] x, int from, int length) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = FloatVector.zero(SPECIES);
    int at = from;
    for (; at <= from + length - HEIGHT; at += HEIGHT) {
      FloatVector first = FloatVector.fromArray(SPECIES, x, at);
      FloatVector second = FloatVector.fromArray(SPECIES, x, at + LANES);
      a = first.fma(first, a);
      b = second.fma(second, b);
    }
    float sum = a.add(b).reduceLanes(VectorOperators.ADD);
    for (; at < from + length; at++) {
      sum += x[at] * x[at];
    }
    return sum;
  }
}
