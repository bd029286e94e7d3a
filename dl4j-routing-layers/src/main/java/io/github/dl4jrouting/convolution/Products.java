package io.github.dl4jrouting.convolution;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS's matrix products on row-major matrices, in pieces that it computes without threads of
 * its own. Where it packs matrices before it multiplies them, a piece that is about as deep as high
 * and wide takes least packing.
 */
final class Products {
  /** OpenBLAS shares larger products between its threads, in multiply-accumulates. */
  static final int ALONE = 262_144;

  private static final int TOGETHER = 16;

  private Products() {}

  /** C [m×n] = A [m×k] B [k×n] + β C. */
  static void multiply(
      int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
    multiply(m, n, k, a, false, b, false, beta, c);
  }

  /** C [m×n] = A [m×k] Bᵀ [n×k] + β C. */
  static void multiplySecondTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
    multiply(m, n, k, a, false, b, true, beta, c);
  }

  /** C [m×n] = Aᵀ [k×m] B [k×n]. */
  static void multiplyFirstTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    multiply(m, n, k, a, true, b, false, 0, c);
  }

  private static void multiply(
      int m,
      int n,
      int k,
      FloatPointer a,
      boolean firstTransposed,
      FloatPointer b,
      boolean secondTransposed,
      float beta,
      FloatPointer c) {
    int[] piece = piece(m, n, k);
    int lda = firstTransposed ? m : k;
    int ldb = secondTransposed ? k : n;
    for (int i = 0; i < m; i += piece[0]) {
      for (int j = 0; j < n; j += piece[1]) {
        for (int l = 0; l < k; l += piece[2]) {
          openblas.cblas_sgemm(
              openblas.CblasRowMajor,
              order(firstTransposed),
              order(secondTransposed),
              Math.min(piece[0], m - i),
              Math.min(piece[1], n - j),
              Math.min(piece[2], k - l),
              1,
              at(a, firstTransposed ? l : i, lda, firstTransposed ? i : l),
              lda,
              at(b, secondTransposed ? j : l, ldb, secondTransposed ? l : j),
              ldb,
              l == 0 ? beta : 1,
              at(c, i, n, j),
              n);
        }
      }
    }
  }

  /**
   * How large the pieces are in each direction: the longest is halved until they are small, to as
   * many as a processor multiplies at once where it is longer.
   */
  static int[] piece(int m, int n, int k) {
    int[] piece = {m, n, k};
    while ((long) piece[0] * piece[1] * piece[2] > ALONE) {
      int longest = 0;
      for (int i = 1; i < piece.length; i++) {
        longest = piece[i] > piece[longest] ? i : longest;
      }
      int half = (piece[longest] + 1) / 2;
      piece[longest] = half > TOGETHER ? (half + TOGETHER - 1) / TOGETHER * TOGETHER : half;
    }
    return piece;
  }

  private static int order(boolean transposed) {
    return transposed ? openblas.CblasTrans : openblas.CblasNoTrans;
  }

  private static FloatPointer at(FloatPointer pointer, int row, int width, int column) {
    long element = (long) row * width + column;
    return element == 0 ? pointer : pointer.getPointer(element);
  }
}
