package io.github.dl4jrouting.inference;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products with the JDK's Vector API, on arrays in column-major order.
 *
 * <p>C is computed in tiles of four vectors by up to six columns (of two vectors where a processor
 * has registers for no more, and for the last rows of two vectors or one), which stay in registers
 * while the sums are made: for each number of the depth the vectors of A are read, and one number
 * of each column of B. Neither matrix is packed in a call, so that small products cost no more a
 * number than large ones. What lies behind the last row of A is read, and forgotten. Products of
 * the same sizes are summed in the same order, whether the method is compiled or not.
 *
 * <p>Needs the module {@code jdk.incubator.vector}, as {@link VectorTiles} does: it must not be
 * loaded without.
 */
final class VectorProducts {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** From so many on four vectors are worth it: x86 processors have 32 registers then, else 16. */
  private static final int MANY_LANES = 16;

  /** Rows of a tile of two vectors. */
  private static final int NARROW = 2 * LANES;

  /** Rows of a tile. */
  static final int HEIGHT = LANES < MANY_LANES ? NARROW : 2 * NARROW;

  private static final int MOST_COLUMNS = 6;

  /** Columns of a tile of one vector, which are enough sums to keep a processor busy. */
  private static final int THIN_COLUMNS = 8;

  /** Numbers of a tile. */
  static final int TILE = HEIGHT * THIN_COLUMNS;

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
    int rows;
    for (int row = 0; row < m; row += rows) {
      rows = rows(m - row);
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
            first ? dAt + row % HEIGHT : cAt + row,
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

  /** How many rows to compute next: what is left of a tile, where it is few vectors, by itself. */
  private static int rows(int left) {
    if (left >= HEIGHT) {
      return HEIGHT;
    }
    return left > NARROW && left <= NARROW + LANES ? NARROW : left;
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
    for (int column = 0; column < n; ) {
      boolean thin = rows <= LANES && n - column >= THIN_COLUMNS;
      int columns = thin ? THIN_COLUMNS : columns(n - column);
      boolean ragged = rows != HEIGHT && rows != NARROW && !(thin && rows == LANES);
      int right = bAt + column * ldb;
      int start = dAt + column * ldd;
      int result = cAt + column * ldc;
      // Vectors that are longer than what is left of C's columns go elsewhere first.
      float[] to = ragged ? tile : c;
      int at = ragged ? 0 : result;
      int ld = ragged ? HEIGHT : ldc;
      if (thin) {
        VectorTiles.thin(k, a, aAt, lda, b, right, ldb, d, start, ldd, to, at, ld);
      } else if (rows > NARROW) {
        VectorTiles.wide(columns, k, a, aAt, lda, b, right, ldb, d, start, ldd, to, at, ld);
      } else {
        VectorTiles.narrow(columns, k, a, aAt, lda, b, right, ldb, d, start, ldd, to, at, ld);
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
    y[yAt] = sum(VectorTiles.NOTHING.add(c00).add(c01), tile) + tail(k, p, w, wAt, x, xAt);
    y[yAt + 1] = sum(VectorTiles.NOTHING.add(d00).add(d01), tile) + tail(k, p, w, second, x, xAt);
  }

  /** The sum of a vector's numbers, in an order of its own: reduceLanes has any. */
  private static float sum(FloatVector v, float[] tile) {
    VectorTiles.NOTHING.add(v).intoArray(tile, 0);
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
      a = FloatVector.fromArray(SPECIES, x, at).abs().add(a);
      b = FloatVector.fromArray(SPECIES, x, at + LANES).abs().add(b);
    }
    float sum = sum(VectorTiles.NOTHING.add(a).add(b), tile);
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
    float sum = sum(VectorTiles.NOTHING.add(a).add(b), tile);
    for (; at < from + length; at++) {
      sum += x[at] * x[at];
    }
    return sum;
  }
}
