package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.convolution.NativeBlas;

/**
 * Matrix products and sums: with the {@linkplain VectorProducts Vector API} where it {@linkplain
 * VectorApi is}, else with {@link OpenBlas}.
 */
final class Gemm {
  private Gemm() {}

  static boolean isAvailable() {
    return VectorApi.isThere() || NativeBlas.isAvailable();
  }

  /** How many columns n are multiplied in one piece, at least 1. */
  static int columns(int m, int k) {
    return VectorApi.isThere() ? Integer.MAX_VALUE : OpenBlas.columns(m, k);
  }

  /**
   * C [m×n] = A [m×k] B [k×n] of the lane's operands.
   *
   * @param n at most {@link #columns}
   */
  static void multiply(int m, int n, int k, Lane lane) {
    if (VectorApi.isThere()) {
      VectorGemm.multiply(m, n, k, lane);
    } else {
      OpenBlas.multiply(m, n, k, false, lane);
    }
  }

  /** {@link #multiply} for any n. */
  static void multiplyAll(int m, int n, int k, Lane lane) {
    if (VectorApi.isThere()) {
      VectorGemm.multiply(m, n, k, lane);
    } else {
      OpenBlas.multiplyAll(m, n, k, false, lane);
    }
  }

  /** How many outputs a panel of weights has that {@link #add} takes. */
  static int panel() {
    return VectorApi.isThere() ? VectorProducts.HEIGHT : OpenBlas.PANEL;
  }

  /**
   * C [m×n] += A [m×k] B [k×n] of the lane's operands.
   *
   * @param m at most {@link #panel}, which A has numbers in a column
   */
  static void add(int m, int n, int k, Lane lane) {
    if (VectorApi.isThere()) {
      VectorGemm.add(m, n, k, lane);
    } else {
      OpenBlas.multiplyAll(m, n, k, true, lane);
    }
  }

  /**
   * C [m×n] = D + A [m×k] B [k×n] of the lane's operands, D the same column for all of C's.
   *
   * @param m as for {@link #add}
   */
  static void addColumn(int m, int n, int k, Lane lane) {
    if (VectorApi.isThere()) {
      VectorGemm.multiply(m, n, k, false, lane);
    } else {
      lane.c.columns(lane.d, m, n);
      OpenBlas.multiplyAll(m, n, k, true, lane);
    }
  }

  /** Σ |x|. */
  static float absoluteSum(Memory x, int at, int length, Lane lane) {
    return sum(x, at, length, false, lane);
  }

  /** Σ x². */
  static float squareSum(Memory x, int at, int length, Lane lane) {
    return sum(x, at, length, true, lane);
  }

  private static float sum(Memory x, int at, int length, boolean squares, Lane lane) {
    float sum = 0;
    for (int done = 0; done < length; done += OpenBlas.LONGEST_SUM) {
      int n = Math.min(OpenBlas.LONGEST_SUM, length - done);
      sum += piece(x, at + done, n, squares, lane);
    }
    return sum;
  }

  private static float piece(Memory x, int at, int n, boolean squares, Lane lane) {
    if (x instanceof HeapMemory near) {
      return squares
          ? VectorProducts.squareSum(near.floats(), HeapMemory.index(at), n, lane.tile())
          : VectorProducts.absoluteSum(near.floats(), HeapMemory.index(at), n, lane.tile());
    }
    if (NativeBlas.isAvailable()) {
      Lane.Address from = lane.moving.to(((NativeMemory) x).address(at));
      return squares ? OpenBlas.squareSum(n, from) : OpenBlas.absoluteSum(n, from);
    }
    float[] some = lane.scratch(n);
    x.get(at, some, 0, n, lane);
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += squares ? some[i] * some[i] : Math.abs(some[i]);
    }
    return sum;
  }
}
