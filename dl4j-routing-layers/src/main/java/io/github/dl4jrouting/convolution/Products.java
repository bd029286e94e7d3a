package io.github.dl4jrouting.convolution;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * OpenBLAS's matrix products on row-major matrices, in pieces that it computes without threads of
 * its own.
 */
final class Products {
  private static final long SMALL = 1_000_000;

  private Products() {}

  static boolean available() {
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

  /** C [m×n] = A [m×k] B [k×n] + β C. */
  static void multiply(
      int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
    int rows = rows(m, (long) n * k);
    for (int i = 0; i < m; i += rows) {
      openblas.cblas_sgemm(
          openblas.CblasRowMajor,
          openblas.CblasNoTrans,
          openblas.CblasNoTrans,
          Math.min(rows, m - i),
          n,
          k,
          1,
          at(a, (long) i * k),
          k,
          b,
          n,
          beta,
          at(c, (long) i * n),
          n);
    }
  }

  /** C [m×n] = A [m×k] Bᵀ [n×k] + β C. */
  static void multiplySecondTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
    int rows = rows(m, (long) n * k);
    for (int i = 0; i < m; i += rows) {
      openblas.cblas_sgemm(
          openblas.CblasRowMajor,
          openblas.CblasNoTrans,
          openblas.CblasTrans,
          Math.min(rows, m - i),
          n,
          k,
          1,
          at(a, (long) i * k),
          k,
          b,
          k,
          beta,
          at(c, (long) i * n),
          n);
    }
  }

  /** C [m×n] = Aᵀ [k×m] B [k×n]. */
  static void multiplyFirstTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    int rows = rows(m, (long) n * k);
    for (int i = 0; i < m; i += rows) {
      openblas.cblas_sgemm(
          openblas.CblasRowMajor,
          openblas.CblasTrans,
          openblas.CblasNoTrans,
          Math.min(rows, m - i),
          n,
          k,
          1,
          at(a, i),
          m,
          b,
          n,
          0,
          at(c, (long) i * n),
          n);
    }
  }

  private static int rows(int m, long each) {
    return (int) Math.max(1, Math.min(m, SMALL / Math.max(1, each)));
  }

  private static FloatPointer at(FloatPointer pointer, long element) {
    return element == 0 ? pointer : pointer.getPointer(element);
  }
}
