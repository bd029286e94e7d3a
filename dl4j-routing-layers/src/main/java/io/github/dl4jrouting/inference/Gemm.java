package io.github.dl4jrouting.inference;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS's matrix product, where nd4j-native has brought it.
 *
 * <p>OpenBLAS multiplies small matrices without packing, locks or threads of its own, and streams a
 * contiguous panel of weights as fast as memory gives it, for one row as for sixteen. So all
 * products here are cut into pieces below its limit, which makes their time linear in the number of
 * rows, and the engine spreads the pieces over cores itself.
 */
final class Gemm {
  /** OpenBLAS's own limit for its small kernels, in multiply-accumulates. */
  private static final int SMALL = 1_000_000;

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

  /** How many columns n keep m·n·k small: a multiple of 4 where it can be, at least 1. */
  static int columns(int m, int k) {
    int n = Math.max(1, SMALL / Math.max(1, m * Math.max(1, k)));
    return n > 4 ? n / 4 * 4 : n;
  }

  /** C [m×n] = A [m×k] B [k×n] + β C, all in column-major order. */
  static void multiply(
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

  /** C [m×n] = Aᵀ B with A [k×m]: for few outputs, each with its weights in a row. */
  static void multiplyTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c, int ldc) {
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

  /** Σ |x|. */
  static float absoluteSum(int n, FloatPointer x) {
    return openblas.cblas_sasum(n, x, 1);
  }

  /** Σ x². */
  static float squareSum(int n, FloatPointer x) {
    return openblas.cblas_sdot(n, x, 1, x, 1);
  }
}
