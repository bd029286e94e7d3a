package io.github.dl4jrouting.inference;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products with the JDK's Vector API, on arrays in column-major order.
 *
 * <p>C is computed in tiles of four vectors by up to six columns (of two vectors where a processor
 * has registers for no more), which stay in registers while the sums are made: for each number of
 * the depth the vectors of A are read, and one number of each column of B. Neither matrix is
 * packed, so that small products cost no more a number than large ones. What lies behind the last
 * row of A is read, and forgotten. All sums have one order, whether the method is compiled or not.
 *
 * <p>The only class that needs the module {@code jdk.incubator.vector}: it must not be loaded
 * without.
 */
final class VectorProducts {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** From so many on four vectors are worth it: x86 processors have 32 registers then, else 16. */
  private static final int MANY_LANES = 16;

  /** Rows of a tile of two vectors. */
  private static final int NARROW = 2 * LANES;

  /** Rows of a tile. */
  static final int HEIGHT = LANES < MANY_LANES ? NARROW : 2 * NARROW;

  private static final int MOST_COLUMNS = 6;

  /** Numbers of a tile. */
  static final int TILE = HEIGHT * MOST_COLUMNS;

  private VectorProducts() {}

  /**
   * C [m×n] = D + Σ A [m×k] B [k×n], over pieces of A that lie anywhere, and pieces of B one below
   * the other.
   *
   * @param a is readable for {@link #HEIGHT} numbers behind the last column of each piece
   * @param pieces where each piece of A begins, behind {@code aAt}
   * @param count how many there are
   * @param d a tile of numbers for each column, the same for all rows of tiles
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
      int[] pieces,
      int count,
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
      for (int piece = 0; piece < count; piece++) {
        boolean first = piece == 0;
        int left = aAt + pieces[piece] + row;
        int right = bAt + piece * k;
        rows(
            rows,
            n,
            k,
            a,
            left,
            lda,
            b,
            right,
            ldb,
            first ? d : c,
            first ? dAt : cAt + row,
            first ? ldd : ldc,
            c,
            cAt + row,
            ldc,
            tile);
      }
    }
    if (rectified) {
      rectify(m, n, c, cAt, ldc);
    }
  }

  /** At most as many rows as a tile has. */
  private static void rows(
      int rows,
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
      float[] tile) {
    boolean ragged = rows != HEIGHT && rows != NARROW;
    for (int column = 0; column < n; ) {
      int columns = columns(n - column);
      int right = bAt + column * ldb;
      int start = dAt + column * ldd;
      int result = cAt + column * ldc;
      // Vectors that are longer than what is left of C's columns go elsewhere first.
      float[] to = ragged ? tile : c;
      int at = ragged ? 0 : result;
      int ld = ragged ? HEIGHT : ldc;
      if (rows > NARROW) {
        wide(columns, k, a, aAt, lda, b, right, ldb, d, start, ldd, to, at, ld);
      } else {
        narrow(columns, k, a, aAt, lda, b, right, ldb, d, start, ldd, to, at, ld);
      }
      for (int j = 0; ragged && j < columns; j++) {
        System.arraycopy(tile, j * HEIGHT, c, result + j * ldc, rows);
      }
      column += columns;
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
    return switch (left) {
      case 1, 2, 3, 4, 6 -> left;
      case 5 -> 3;
      case 7, 8, 11 -> 4;
      default -> MOST_COLUMNS;
    };
  }

  /** A tile of four vectors by some columns, with AVX-512. */
  private static void wide(
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
      case 1 -> wideOne(k, a, aAt, lda, b, bAt, d, dAt, c, cAt);
      case 2 -> wideTwo(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      case 3 -> wideThree(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      case 4 -> wideFour(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      default -> wideSix(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
    }
  }

  private static void wideSix(
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
    FloatVector e0 = FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES);
    FloatVector f0 = FloatVector.fromArray(SPECIES, d, dAt + 3 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector e1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 2 * LANES);
    FloatVector f1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 3 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector d2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + LANES);
    FloatVector e2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + 2 * LANES);
    FloatVector f2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + 3 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd);
    FloatVector d3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + LANES);
    FloatVector e3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + 2 * LANES);
    FloatVector f3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd);
    FloatVector d4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd + LANES);
    FloatVector e4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd + 2 * LANES);
    FloatVector f4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd + 3 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd);
    FloatVector d5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd + LANES);
    FloatVector e5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd + 2 * LANES);
    FloatVector f5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd + 3 * LANES);
    int b0 = bAt;
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int b4 = bAt + 4 * ldb;
    int b5 = bAt + 5 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      e0 = z.fma(w, e0);
      f0 = v.fma(w, f0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      e1 = z.fma(w, e1);
      f1 = v.fma(w, f1);
      w = FloatVector.broadcast(SPECIES, b[b2 + p]);
      c2 = x.fma(w, c2);
      d2 = y.fma(w, d2);
      e2 = z.fma(w, e2);
      f2 = v.fma(w, f2);
      w = FloatVector.broadcast(SPECIES, b[b3 + p]);
      c3 = x.fma(w, c3);
      d3 = y.fma(w, d3);
      e3 = z.fma(w, e3);
      f3 = v.fma(w, f3);
      w = FloatVector.broadcast(SPECIES, b[b4 + p]);
      c4 = x.fma(w, c4);
      d4 = y.fma(w, d4);
      e4 = z.fma(w, e4);
      f4 = v.fma(w, f4);
      w = FloatVector.broadcast(SPECIES, b[b5 + p]);
      c5 = x.fma(w, c5);
      d5 = y.fma(w, d5);
      e5 = z.fma(w, e5);
      f5 = v.fma(w, f5);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    e0.intoArray(c, cAt + 2 * LANES);
    f0.intoArray(c, cAt + 3 * LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    e1.intoArray(c, cAt + ldc + 2 * LANES);
    f1.intoArray(c, cAt + ldc + 3 * LANES);
    c2.intoArray(c, cAt + 2 * ldc);
    d2.intoArray(c, cAt + 2 * ldc + LANES);
    e2.intoArray(c, cAt + 2 * ldc + 2 * LANES);
    f2.intoArray(c, cAt + 2 * ldc + 3 * LANES);
    c3.intoArray(c, cAt + 3 * ldc);
    d3.intoArray(c, cAt + 3 * ldc + LANES);
    e3.intoArray(c, cAt + 3 * ldc + 2 * LANES);
    f3.intoArray(c, cAt + 3 * ldc + 3 * LANES);
    c4.intoArray(c, cAt + 4 * ldc);
    d4.intoArray(c, cAt + 4 * ldc + LANES);
    e4.intoArray(c, cAt + 4 * ldc + 2 * LANES);
    f4.intoArray(c, cAt + 4 * ldc + 3 * LANES);
    c5.intoArray(c, cAt + 5 * ldc);
    d5.intoArray(c, cAt + 5 * ldc + LANES);
    e5.intoArray(c, cAt + 5 * ldc + 2 * LANES);
    f5.intoArray(c, cAt + 5 * ldc + 3 * LANES);
  }

  private static void wideFour(
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
    FloatVector e0 = FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES);
    FloatVector f0 = FloatVector.fromArray(SPECIES, d, dAt + 3 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector e1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 2 * LANES);
    FloatVector f1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 3 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector d2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + LANES);
    FloatVector e2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + 2 * LANES);
    FloatVector f2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + 3 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd);
    FloatVector d3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + LANES);
    FloatVector e3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + 2 * LANES);
    FloatVector f3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd + 3 * LANES);
    int b0 = bAt;
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      e0 = z.fma(w, e0);
      f0 = v.fma(w, f0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      e1 = z.fma(w, e1);
      f1 = v.fma(w, f1);
      w = FloatVector.broadcast(SPECIES, b[b2 + p]);
      c2 = x.fma(w, c2);
      d2 = y.fma(w, d2);
      e2 = z.fma(w, e2);
      f2 = v.fma(w, f2);
      w = FloatVector.broadcast(SPECIES, b[b3 + p]);
      c3 = x.fma(w, c3);
      d3 = y.fma(w, d3);
      e3 = z.fma(w, e3);
      f3 = v.fma(w, f3);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    e0.intoArray(c, cAt + 2 * LANES);
    f0.intoArray(c, cAt + 3 * LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    e1.intoArray(c, cAt + ldc + 2 * LANES);
    f1.intoArray(c, cAt + ldc + 3 * LANES);
    c2.intoArray(c, cAt + 2 * ldc);
    d2.intoArray(c, cAt + 2 * ldc + LANES);
    e2.intoArray(c, cAt + 2 * ldc + 2 * LANES);
    f2.intoArray(c, cAt + 2 * ldc + 3 * LANES);
    c3.intoArray(c, cAt + 3 * ldc);
    d3.intoArray(c, cAt + 3 * ldc + LANES);
    e3.intoArray(c, cAt + 3 * ldc + 2 * LANES);
    f3.intoArray(c, cAt + 3 * ldc + 3 * LANES);
  }

  private static void wideThree(
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
    FloatVector e0 = FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES);
    FloatVector f0 = FloatVector.fromArray(SPECIES, d, dAt + 3 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector e1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 2 * LANES);
    FloatVector f1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 3 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector d2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + LANES);
    FloatVector e2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + 2 * LANES);
    FloatVector f2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd + 3 * LANES);
    int b0 = bAt;
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      e0 = z.fma(w, e0);
      f0 = v.fma(w, f0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      e1 = z.fma(w, e1);
      f1 = v.fma(w, f1);
      w = FloatVector.broadcast(SPECIES, b[b2 + p]);
      c2 = x.fma(w, c2);
      d2 = y.fma(w, d2);
      e2 = z.fma(w, e2);
      f2 = v.fma(w, f2);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    e0.intoArray(c, cAt + 2 * LANES);
    f0.intoArray(c, cAt + 3 * LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    e1.intoArray(c, cAt + ldc + 2 * LANES);
    f1.intoArray(c, cAt + ldc + 3 * LANES);
    c2.intoArray(c, cAt + 2 * ldc);
    d2.intoArray(c, cAt + 2 * ldc + LANES);
    e2.intoArray(c, cAt + 2 * ldc + 2 * LANES);
    f2.intoArray(c, cAt + 2 * ldc + 3 * LANES);
  }

  private static void wideTwo(
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
    FloatVector e0 = FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES);
    FloatVector f0 = FloatVector.fromArray(SPECIES, d, dAt + 3 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector d1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + LANES);
    FloatVector e1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 2 * LANES);
    FloatVector f1 = FloatVector.fromArray(SPECIES, d, dAt + ldd + 3 * LANES);
    int b0 = bAt;
    int b1 = bAt + ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      e0 = z.fma(w, e0);
      f0 = v.fma(w, f0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      e1 = z.fma(w, e1);
      f1 = v.fma(w, f1);
    }
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    e0.intoArray(c, cAt + 2 * LANES);
    f0.intoArray(c, cAt + 3 * LANES);
    c1.intoArray(c, cAt + ldc);
    d1.intoArray(c, cAt + ldc + LANES);
    e1.intoArray(c, cAt + ldc + 2 * LANES);
    f1.intoArray(c, cAt + ldc + 3 * LANES);
  }

  private static void wideOne(
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
    FloatVector e0 = FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES);
    FloatVector f0 = FloatVector.fromArray(SPECIES, d, dAt + 3 * LANES);
    FloatVector g0 = FloatVector.zero(SPECIES);
    FloatVector h0 = FloatVector.zero(SPECIES);
    FloatVector i0 = FloatVector.zero(SPECIES);
    FloatVector j0 = FloatVector.zero(SPECIES);
    int b0 = bAt;
    int at = aAt;
    int p = 0;
    for (; p + 1 < k; p += 2, at += 2 * lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      e0 = z.fma(w, e0);
      f0 = v.fma(w, f0);
      x = FloatVector.fromArray(SPECIES, a, at + lda);
      y = FloatVector.fromArray(SPECIES, a, at + lda + LANES);
      z = FloatVector.fromArray(SPECIES, a, at + lda + 2 * LANES);
      v = FloatVector.fromArray(SPECIES, a, at + lda + 3 * LANES);
      w = FloatVector.broadcast(SPECIES, b[b0 + p + 1]);
      g0 = x.fma(w, g0);
      h0 = y.fma(w, h0);
      i0 = z.fma(w, i0);
      j0 = v.fma(w, j0);
    }
    for (; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
      FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      e0 = z.fma(w, e0);
      f0 = v.fma(w, f0);
    }
    c0 = c0.add(g0);
    d0 = d0.add(h0);
    e0 = e0.add(i0);
    f0 = f0.add(j0);
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    e0.intoArray(c, cAt + 2 * LANES);
    f0.intoArray(c, cAt + 3 * LANES);
  }

  /** A tile of two vectors by some columns. */
  private static void narrow(
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
      case 1 -> narrowOne(k, a, aAt, lda, b, bAt, d, dAt, c, cAt);
      case 2 -> narrowTwo(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      case 3 -> narrowThree(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      case 4 -> narrowFour(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
      default -> narrowSix(k, a, aAt, lda, b, bAt, ldb, d, dAt, ldd, c, cAt, ldc);
    }
  }

  private static void narrowSix(
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
    int b0 = bAt;
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int b4 = bAt + 4 * ldb;
    int b5 = bAt + 5 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
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

  private static void narrowFour(
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
    int b0 = bAt;
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
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

  private static void narrowThree(
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
    int b0 = bAt;
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int at = aAt;
    for (int p = 0; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
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

  private static void narrowTwo(
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
    int b0 = bAt;
    int b1 = bAt + ldb;
    int at = aAt;
    int p = 0;
    for (; p + 1 < k; p += 2, at += 2 * lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p]);
      c1 = x.fma(w, c1);
      d1 = y.fma(w, d1);
      x = FloatVector.fromArray(SPECIES, a, at + lda);
      y = FloatVector.fromArray(SPECIES, a, at + lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[b0 + p + 1]);
      e0 = x.fma(w, e0);
      f0 = y.fma(w, f0);
      w = FloatVector.broadcast(SPECIES, b[b1 + p + 1]);
      e1 = x.fma(w, e1);
      f1 = y.fma(w, f1);
    }
    for (; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
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

  private static void narrowOne(
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
    int b0 = bAt;
    int at = aAt;
    int p = 0;
    for (; p + 3 < k; p += 4, at += 4 * lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
      x = FloatVector.fromArray(SPECIES, a, at + lda);
      y = FloatVector.fromArray(SPECIES, a, at + lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[b0 + p + 1]);
      e0 = x.fma(w, e0);
      f0 = y.fma(w, f0);
      x = FloatVector.fromArray(SPECIES, a, at + 2 * lda);
      y = FloatVector.fromArray(SPECIES, a, at + 2 * lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[b0 + p + 2]);
      g0 = x.fma(w, g0);
      h0 = y.fma(w, h0);
      x = FloatVector.fromArray(SPECIES, a, at + 3 * lda);
      y = FloatVector.fromArray(SPECIES, a, at + 3 * lda + LANES);
      w = FloatVector.broadcast(SPECIES, b[b0 + p + 3]);
      i0 = x.fma(w, i0);
      j0 = y.fma(w, j0);
    }
    for (; p < k; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
      FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + p]);
      c0 = x.fma(w, c0);
      d0 = y.fma(w, d0);
    }
    c0 = c0.add(e0).add(g0.add(i0));
    d0 = d0.add(f0).add(h0.add(j0));
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
  }

  /**
   * y = W x for some rows x: sums along the rows, for few outputs.
   *
   * @param k the length of a row of W and of x
   * @param outputs an even number
   * @param w its rows one after the other
   * @param x rows one after the other
   * @param y rows of {@code outputs} numbers, one after the other
   * @param tile {@link #TILE} numbers to use
   */
  static void alongRows(
      int rows,
      int outputs,
      int k,
      float[] w,
      int wAt,
      float[] x,
      int xAt,
      float[] y,
      float[] tile) {
    int r = 0;
    for (; r <= rows - 4; r += 4) {
      for (int o = 0; o < outputs; o += 2) {
        fourRows(k, w, wAt + o * k, x, xAt + r * k, y, r * outputs + o, outputs, tile);
      }
    }
    for (; r < rows; r++) {
      for (int o = 0; o < outputs; o += 2) {
        oneRow(k, w, wAt + o * k, x, xAt + r * k, y, r * outputs + o, tile);
      }
    }
  }

  private static void fourRows(
      int k, float[] w, int wAt, float[] x, int xAt, float[] y, int yAt, int ldy, float[] tile) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector d00 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector d10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector d20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector d30 = FloatVector.zero(SPECIES);
    int second = wAt + k;
    int x1 = xAt + k;
    int x2 = xAt + 2 * k;
    int x3 = xAt + 3 * k;
    int p = 0;
    for (; p <= k - LANES; p += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, w, wAt + p);
      FloatVector z = FloatVector.fromArray(SPECIES, w, second + p);
      FloatVector t = FloatVector.fromArray(SPECIES, x, xAt + p);
      c00 = v.fma(t, c00);
      d00 = z.fma(t, d00);
      t = FloatVector.fromArray(SPECIES, x, x1 + p);
      c10 = v.fma(t, c10);
      d10 = z.fma(t, d10);
      t = FloatVector.fromArray(SPECIES, x, x2 + p);
      c20 = v.fma(t, c20);
      d20 = z.fma(t, d20);
      t = FloatVector.fromArray(SPECIES, x, x3 + p);
      c30 = v.fma(t, c30);
      d30 = z.fma(t, d30);
    }
    y[yAt] = sum(c00, tile) + tail(k, p, w, wAt, x, xAt);
    y[yAt + 1] = sum(d00, tile) + tail(k, p, w, second, x, xAt);
    y[yAt + ldy] = sum(c10, tile) + tail(k, p, w, wAt, x, x1);
    y[yAt + ldy + 1] = sum(d10, tile) + tail(k, p, w, second, x, x1);
    y[yAt + 2 * ldy] = sum(c20, tile) + tail(k, p, w, wAt, x, x2);
    y[yAt + 2 * ldy + 1] = sum(d20, tile) + tail(k, p, w, second, x, x2);
    y[yAt + 3 * ldy] = sum(c30, tile) + tail(k, p, w, wAt, x, x3);
    y[yAt + 3 * ldy + 1] = sum(d30, tile) + tail(k, p, w, second, x, x3);
  }

  private static void oneRow(
      int k, float[] w, int wAt, float[] x, int xAt, float[] y, int yAt, float[] tile) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector d00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector d01 = FloatVector.zero(SPECIES);
    int second = wAt + k;
    int p = 0;
    for (; p <= k - NARROW; p += NARROW) {
      FloatVector v = FloatVector.fromArray(SPECIES, w, wAt + p);
      FloatVector z = FloatVector.fromArray(SPECIES, w, second + p);
      FloatVector t = FloatVector.fromArray(SPECIES, x, xAt + p);
      c00 = v.fma(t, c00);
      d00 = z.fma(t, d00);
      v = FloatVector.fromArray(SPECIES, w, wAt + p + LANES);
      z = FloatVector.fromArray(SPECIES, w, second + p + LANES);
      t = FloatVector.fromArray(SPECIES, x, xAt + p + LANES);
      c01 = v.fma(t, c01);
      d01 = z.fma(t, d01);
    }
    y[yAt] = sum(c00.add(c01), tile) + tail(k, p, w, wAt, x, xAt);
    y[yAt + 1] = sum(d00.add(d01), tile) + tail(k, p, w, second, x, xAt);
  }

  /** The sum of a vector's numbers, in an order of its own: reduceLanes has any. */
  private static float sum(FloatVector v, float[] tile) {
    v.intoArray(tile, 0);
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int i = 0; i < LANES; i += 4) {
      a += tile[i];
      b += tile[i + 1];
      c += tile[i + 2];
      d += tile[i + 3];
    }
    return a + b + (c + d);
  }

  /** What is shorter than a vector. */
  private static float tail(int k, int from, float[] w, int wAt, float[] x, int xAt) {
    float sum = 0;
    for (int p = from; p < k; p++) {
      sum += w[wAt + p] * x[xAt + p];
    }
    return sum;
  }

  /** z = x + y, or the larger one of that and 0. */
  static void add(
      float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int length, boolean rectified) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      FloatVector sum =
          FloatVector.fromArray(SPECIES, x, xAt + i)
              .add(FloatVector.fromArray(SPECIES, y, yAt + i));
      (rectified ? sum.max(0) : sum).intoArray(z, zAt + i);
    }
    for (; i < length; i++) {
      float sum = x[xAt + i] + y[yAt + i];
      z[zAt + i] = rectified ? Math.max(sum, 0) : sum;
    }
  }

  /** Σ |x|; uses a tile of numbers. */
  static float absoluteSum(float[] x, int from, int length, float[] tile) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = FloatVector.zero(SPECIES);
    int at = from;
    for (; at <= from + length - NARROW; at += NARROW) {
      a = a.add(FloatVector.fromArray(SPECIES, x, at).abs());
      b = b.add(FloatVector.fromArray(SPECIES, x, at + LANES).abs());
    }
    float sum = sum(a.add(b), tile);
    for (; at < from + length; at++) {
      sum += Math.abs(x[at]);
    }
    return sum;
  }

  /** Σ x²; uses a tile of numbers. */
  static float squareSum(float[] x, int from, int length, float[] tile) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = FloatVector.zero(SPECIES);
    int at = from;
    for (; at <= from + length - NARROW; at += NARROW) {
      FloatVector first = FloatVector.fromArray(SPECIES, x, at);
      FloatVector second = FloatVector.fromArray(SPECIES, x, at + LANES);
      a = first.fma(first, a);
      b = second.fma(second, b);
    }
    float sum = sum(a.add(b), tile);
    for (; at < from + length; at++) {
      sum += x[at] * x[at];
    }
    return sum;
  }
}
