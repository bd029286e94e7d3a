package io.github.dl4jrouting.inference;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS's matrix product, where nd4j-native has brought it, on the thread that calls: products
 * here are cut into pieces that OpenBLAS does not share between threads of its own, and the engine
 * spreads the pieces over cores itself.
 *
 * <p>With AVX-512, OpenBLAS multiplies small matrices without packing them, and streams a
 * contiguous panel of weights as fast as memory gives it, for one row as for sixteen. Pieces below
 * its limit make the time linear in the number of rows.
 *
 * <p>Without, it packs both matrices for each product, which for a single row takes ten times as
 * long as the product itself. There, few columns are products of a matrix and a vector each, and of
 * many columns the pieces are about as deep as wide, for which packing is least.
 */
final class Gemm {
  /** OpenBLAS's own limit for its small kernels, in multiply-accumulates. */
  private static final int SMALL = 1_000_000;

  /** OpenBLAS shares larger products between its threads, in multiply-accumulates. */
  private static final int ALONE = 262_144;

  /** The same for products with a vector. */
  private static final int ALONE_BY_VECTOR = 9_000;

  /** How deep a piece is that is to be packed, where there are columns for it. */
  private static final int PACKED_DEPTH = 64;

  /** Of a piece that is less deep than that. */
  private static final int FEWEST_PACKED = 32;

  /** Rows of A that one column is computed for at once. */
  private static final int VECTOR_HEIGHT = 512;

  /** The longest rows that packing is worth its time for, where there are few outputs. */
  private static final int NARROW_DEPTH = 400;

  /** OpenBLAS sums longer vectors with threads of its own. */
  static final int LONGEST_SUM = 8192;

  private Gemm() {}

  static boolean isAvailable() {
    return Presence.OPENBLAS;
  }

  private static final class Presence {
    private static final boolean OPENBLAS = find();

    private static boolean find() {
      try {
        return openblas.cblas_sasum(1, new float[] {-2}, 1) == 2;
      } catch (LinkageError e) {
        return false;
      }
    }
  }

  /**
   * How many columns n are multiplied in one piece: a multiple of 4 where it can be, at least 1.
   */
  static int columns(int m, int k) {
    long one = (long) Math.max(1, m) * Math.max(1, k);
    long n = SMALL / one;
    if (SmallProducts.arePacked()) {
      n = ALONE / Math.min(one, (long) Math.max(1, m) * PACKED_DEPTH);
      n = Math.max(n, FEWEST_PACKED);
    }
    return (int) Math.max(1, n > 4 ? n / 4 * 4 : n);
  }

  /**
   * C [m×n] = A [m×k] B [k×n] + β C, all in column-major order.
   *
   * @param n at most {@link #columns}
   * @param a moves, as the other pointers do
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
    if (!SmallProducts.arePacked()) {
      product(m, n, k, a, lda, b, ldb, beta, c, ldc);
    } else if (n < SmallProducts.columnsWorthPacking()) {
      byVector(m, n, k, a, lda, b, ldb, beta, c, ldc);
    } else {
      byDepth(m, n, k, a, lda, b, ldb, beta, c, ldc);
    }
  }

  /** Pieces as deep as OpenBLAS leaves to the calling thread. */
  static void byDepth(
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
    int most = Math.max(1, ALONE / (m * n));
    for (int done = 0; done < k; done += most) {
      product(
          m,
          n,
          Math.min(most, k - done),
          a.to(left + (long) done * lda * Float.BYTES),
          lda,
          b.to(right + (long) done * Float.BYTES),
          ldb,
          done == 0 ? beta : 1,
          c,
          ldc);
    }
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
    long left = a.address();
    long right = b.address();
    long result = c.address();
    int height = Math.min(m, VECTOR_HEIGHT);
    int depth = Math.min(k, ALONE_BY_VECTOR / height);
    for (int row = 0; row < m; row += height) {
      for (int done = 0; done < k; done += depth) {
        a.to(left + ((long) done * lda + row) * Float.BYTES);
        for (int column = 0; column < n; column++) {
          openblas.cblas_sgemv(
              openblas.CblasColMajor,
              openblas.CblasNoTrans,
              Math.min(height, m - row),
              Math.min(depth, k - done),
              1,
              a,
              lda,
              b.to(right + ((long) column * ldb + done) * Float.BYTES),
              1,
              done == 0 ? beta : 1,
              c.to(result + ((long) column * ldc + row) * Float.BYTES),
              1);
        }
      }
    }
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
   * @param a moves, as the other pointers do
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
    int depth = Math.min(k, Math.max(1, ALONE_BY_VECTOR / m));
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
