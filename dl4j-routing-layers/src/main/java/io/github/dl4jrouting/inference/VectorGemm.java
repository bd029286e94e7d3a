package io.github.dl4jrouting.inference;

/** {@link VectorProducts} of a lane's operands. */
final class VectorGemm {
  private static final Memory ZEROS = Memory.ofCapacity(VectorProducts.HEIGHT);

  private VectorGemm() {}

  /** C [m×n] = A [m×k] B [k×n]. */
  static void multiply(int m, int n, int k, Lane lane) {
    lane.d.to(ZEROS, 0, 0);
    multiply(m, n, k, false, lane);
  }

  /**
   * C [m×n] += A [m×k] B [k×n].
   *
   * @param m at most {@link VectorProducts#HEIGHT}
   */
  static void add(int m, int n, int k, Lane lane) {
    lane.d.to(lane.c);
    multiply(m, n, k, false, lane);
  }

  /**
   * C [m×n] = D + A [m×k] B [k×n], summed over the pieces of A, for which B has as many pieces one
   * below the other.
   *
   * @param lane has A, B, C and D: a tile of numbers for each column, the same for all rows of
   *     tiles
   * @param rectified whether to take the larger one of each result and 0
   */
  static void multiply(int m, int n, int k, boolean rectified, Lane lane) {
    Operand a = lane.a;
    Operand b = lane.b;
    Operand c = lane.c;
    Operand d = lane.d;
    VectorProducts.multiply(
        m,
        n,
        k,
        a.floats(),
        a.begin(),
        a.pieces(),
        a.count(),
        a.leading(),
        b.floats(),
        b.begin(),
        b.leading(),
        d.floats(),
        d.begin(),
        d.leading(),
        c.floats(),
        c.begin(),
        c.leading(),
        rectified,
        lane.tile());
  }
}
