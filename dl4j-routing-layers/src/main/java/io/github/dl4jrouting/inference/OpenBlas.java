package io.github.dl4jrouting.inference;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS's matrix product, where nd4j-native has brought it. Products here are cut into pieces
 * that OpenBLAS does not share between threads of its own, but for rows of tens of thousands of
 * numbers; the engine spreads the pieces over cores itself.
 *
 * <p>With AVX-512, OpenBLAS multiplies small matrices without packing them, and streams a
 * contiguous panel of weights as fast as memory gives it, for one row as for sixteen. Pieces below
 * its limit make the time linear in the number of rows.
 *
 * <p>Without, it packs both matrices for each product, which for a single row takes ten times as
 * long as the product itself. There, few columns are products of a matrix and a vector each, and
 * many columns are cut into pieces that are about as deep as wide, for which packing is least.
 */
final class OpenBlas {
  /** How many outputs' weights lie together. */
  static final int PANEL = 64;

  /** OpenBLAS's own limit for its small kernels, in multiply-accumulates. */
  private static final int SMALL = 1_000_000;

  /** OpenBLAS shares larger products that it packs between its threads. */
  static final int ALONE = 262_144;

  /** Most rows of a piece that is packed. */
  private static final int PACKED_HEIGHT = 128;

  /** How deep it is at most: with as many columns as there may be, about as deep as wide. */
  private static final int PACKED_DEPTH = 64;

  /** Numbers of a matrix that stay in the first-level cache while it is multiplied by vectors. */
  private static final int BY_VECTOR = 7168;

  /** Most rows of these. */
  private static final int VECTOR_HEIGHT = 256;

  /** The longest rows that packing is worth its time for, where there are few outputs. */
  private static final int NARROW_DEPTH = 400;

  /** OpenBLAS sums longer vectors with threads of its own. */
  static final int LONGEST_SUM = 8192;

  private OpenBlas() {}

  /**
   * How many columns n are multiplied in one piece: a multiple of 4 where it can be, at least 1.
   */
  static int columns(int m, int k) {
    return columns(m, k, SmallProducts.arePacked());
  }

  static int columns(int m, int k, boolean packed) {
    long each =
        packed
            ? (long) Math.min(Math.max(1, m), PACKED_HEIGHT) * PACKED_DEPTH
            : (long) Math.max(1, m) * Math.max(1, k);
    long n = (packed ? ALONE : SMALL) / each;
    return (int) Math.max(1, n > 4 ? n / 4 * 4 : n);
  }

  /** Whether so many columns are multiplied one by one: then one more takes longer. */
  static boolean isByVector(int n) {
    return n < SmallProducts.columnsWorthPacking();
  }

  /** A way to compute C [m×n] = A [m×k] B [k×n] + β C, all in column-major order. */
  interface Way {
    /**
     * Computes it.
     *
     * @param a may move, as the other pointers may
     */
    void multiply(
        int m,
        int n,
        int k,
        Lane.Address a,
        int lda,
        Lane.Address b,
        int ldb,
        float beta,
        Lane.Address c,
        int ldc);
  }

  /**
   * The {@link Way} that is best for this machine and this many columns.
   *
   * @param n at most {@link #columns}
   */
  static void multiply(
      int m,
      int n,
      int k,
      Lane.Address a,
      int lda,
      Lane.Address b,
      int ldb,
      float beta,
      Lane.Address c,
      int ldc) {
    if (isByVector(n)) {
      byVector(m, n, k, a, lda, b, ldb, beta, c, ldc);
    } else if (SmallProducts.arePacked()) {
      byPieces(m, n, k, a, lda, b, ldb, beta, c, ldc);
    } else {
      product(m, n, k, a, lda, b, ldb, beta, c, ldc);
    }
  }

  /**
   * The same with a lane's operands.
   *
   * @param add whether to keep what there is of C
   */
  static void multiply(int m, int n, int k, boolean add, Lane lane) {
    multiply(
        m,
        n,
        k,
        lane.a.pointer(),
        lane.a.leading(),
        lane.b.pointer(),
        lane.b.leading(),
        add ? 1 : 0,
        lane.c.pointer(),
        lane.c.leading());
  }

  /**
   * The same for any n.
   *
   * @param add whether to keep what there is of C
   */
  static void multiplyAll(int m, int n, int k, boolean add, Lane lane) {
    int most = columns(m, k);
    for (int from = 0; from < n; from += most) {
      lane.b.shift(from * lane.b.leading());
      lane.c.shift(from * lane.c.leading());
      multiply(m, Math.min(most, n - from), k, add, lane);
    }
  }

  /** In pieces that OpenBLAS packs. */
  static void byPieces(
      int m,
      int n,
      int k,
      Lane.Address a,
      int lda,
      Lane.Address b,
      int ldb,
      float beta,
      Lane.Address c,
      int ldc) {
    cut(PACKED_HEIGHT, PACKED_DEPTH, OpenBlas::product, m, n, k, a, lda, b, ldb, beta, c, ldc);
  }

  /** Column after column for a piece of A that stays in the first-level cache. */
  static void byVector(
      int m,
      int n,
      int k,
      Lane.Address a,
      int lda,
      Lane.Address b,
      int ldb,
      float beta,
      Lane.Address c,
      int ldc) {
    int height = Math.min(m, VECTOR_HEIGHT);
    cut(height, BY_VECTOR / height, OpenBlas::byColumn, m, n, k, a, lda, b, ldb, beta, c, ldc);
  }

  /** Some rows after others, and of these one depth after another, each in one way. */
  private static void cut(
      int height,
      int depth,
      Way way,
      int m,
      int n,
      int k,
      Lane.Address a,
      int lda,
      Lane.Address b,
      int ldb,
      float beta,
      Lane.Address c,
      int ldc) {
    long left = a.address();
    long right = b.address();
    long result = c.address();
    for (int row = 0; row < m; row += height) {
      for (int done = 0; done < k; done += depth) {
        way.multiply(
            Math.min(height, m - row),
            n,
            Math.min(depth, k - done),
            a.to(left + ((long) done * lda + row) * Float.BYTES),
            lda,
            b.to(right + (long) done * Float.BYTES),
            ldb,
            done == 0 ? beta : 1,
            c.to(result + (long) row * Float.BYTES),
            ldc);
      }
    }
  }

  private static void byColumn(
      int m,
      int n,
      int k,
      Lane.Address a,
      int lda,
      Lane.Address b,
      int ldb,
      float beta,
      Lane.Address c,
      int ldc) {
    long right = b.address();
    long result = c.address();
    for (int column = 0; column < n; column++) {
      product(
          m,
          k,
          a,
          lda,
          b.to(right + (long) column * ldb * Float.BYTES),
          beta,
          c.to(result + (long) column * ldc * Float.BYTES));
    }
  }

  /** y [m] = A [m×k] x [k] + β y, as OpenBLAS does it. */
  static void product(
      int m, int k, FloatPointer a, int lda, FloatPointer x, float beta, FloatPointer y) {
    openblas.cblas_sgemv(
        openblas.CblasColMajor, openblas.CblasNoTrans, m, k, 1, a, lda, x, 1, beta, y, 1);
  }

  /** As OpenBLAS does it. */
  static void product(
      int m,
      int n,
      int k,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      float beta,
      FloatPointer c,
      int ldc) {
    openblas.cblas_sgemm(
        openblas.CblasColMajor,
        openblas.CblasNoTrans,
        openblas.CblasNoTrans,
        m,
        n,
        k,
        1,
        a,
        lda,
        b,
        ldb,
        beta,
        c,
        ldc);
  }

  /**
   * C [m×n] = Aᵀ B with A [k×m]: for few outputs, each with its weights in a row.
   *
   * @param a may move, as the other pointers may
   */
  static void multiplyTransposed(
      int m, int n, int k, Lane.Address a, Lane.Address b, Lane.Address c, int ldc) {
    if (SmallProducts.arePacked()
        && (n < SmallProducts.columnsWorthPacking() / 2 || k > NARROW_DEPTH)) {
      byVectorTransposed(m, n, k, a, b, c, ldc);
      return;
    }
    openblas.cblas_sgemm(
        openblas.CblasColMajor,
        openblas.CblasTrans,
        openblas.CblasNoTrans,
        m,
        n,
        k,
        1,
        a,
        k,
        b,
        k,
        0,
        c,
        ldc);
  }

  /** Column after column, a piece of the rows at a time. */
  static void byVectorTransposed(
      int m, int n, int k, Lane.Address a, Lane.Address b, Lane.Address c, int ldc) {
    long left = a.address();
    long right = b.address();
    long result = c.address();
    int depth = Math.max(1, BY_VECTOR / m);
    for (int done = 0; done < k; done += depth) {
      a.to(left + (long) done * Float.BYTES);
      for (int column = 0; column < n; column++) {
        openblas.cblas_sgemv(
            openblas.CblasColMajor,
            openblas.CblasTrans,
            Math.min(depth, k - done),
            m,
            1,
            a,
            k,
            b.to(right + ((long) column * k + done) * Float.BYTES),
            1,
            done == 0 ? 0 : 1,
            c.to(result + (long) column * ldc * Float.BYTES),
            1);
      }
    }
  }

  /** Σ |x|. */
  static float absoluteSum(int n, FloatPointer x) {
    return openblas.cblas_sasum(n, x, 1);
  }

  /** Σ x². */
  static float squareSum(int n, FloatPointer x) {
    return dot(n, x, x);
  }

  /** Σ x·y. */
  static float dot(int n, FloatPointer x, FloatPointer y) {
    return openblas.cblas_sdot(n, x, 1, y, 1);
  }
}
