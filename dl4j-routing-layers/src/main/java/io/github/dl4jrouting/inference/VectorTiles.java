package io.github.dl4jrouting.inference;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tiles of {@link VectorProducts}. They are written out, for the JIT compiler keeps vectors in
 * registers where they are local variables of a method with one loop, and nowhere else: not in
 * arrays, nor through loops within loops.
 *
 * <p>In each of them c0, d0 (and e0, f0) are the sums of the first column's vectors, c1, d1 those
 * of the second column's, and so on. Where one or two columns are too few sums to keep a processor
 * busy, further letters are sums of further steps along the depth, which are added at the end.
 *
 * <p>No method is called of a variable that a loop has changed: the JIT compiler may not know its
 * class then, and make one call in place of one instruction, once in some dozens of times that a
 * program is started. So the last step along the depth is made behind the loop, or {@link #NOTHING}
 * is added to. As an argument such a variable does no harm.
 */
final class VectorTiles {
  private static final VectorSpecies<Float> SPECIES = VectorProducts.SPECIES;
  private static final int LANES = VectorProducts.LANES;

  /** What changes no number that it is added to, −0 neither. */
  static final FloatVector NOTHING = FloatVector.broadcast(SPECIES, -0f);

  private VectorTiles() {}

  /**
   * A tile of four vectors by 1, 2, 3, 4 or 6 columns: C = D + A B.
   *
   * @param k the depth
   */
  static void wide(
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
    for (int p = 0; p < k - 1; p++, at += lda) {
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
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
    FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
    FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
    FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + k - 1]);
    x.fma(w, c0).intoArray(c, cAt);
    y.fma(w, d0).intoArray(c, cAt + LANES);
    z.fma(w, e0).intoArray(c, cAt + 2 * LANES);
    v.fma(w, f0).intoArray(c, cAt + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b1 + k - 1]);
    x.fma(w, c1).intoArray(c, cAt + ldc);
    y.fma(w, d1).intoArray(c, cAt + ldc + LANES);
    z.fma(w, e1).intoArray(c, cAt + ldc + 2 * LANES);
    v.fma(w, f1).intoArray(c, cAt + ldc + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b2 + k - 1]);
    x.fma(w, c2).intoArray(c, cAt + 2 * ldc);
    y.fma(w, d2).intoArray(c, cAt + 2 * ldc + LANES);
    z.fma(w, e2).intoArray(c, cAt + 2 * ldc + 2 * LANES);
    v.fma(w, f2).intoArray(c, cAt + 2 * ldc + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b3 + k - 1]);
    x.fma(w, c3).intoArray(c, cAt + 3 * ldc);
    y.fma(w, d3).intoArray(c, cAt + 3 * ldc + LANES);
    z.fma(w, e3).intoArray(c, cAt + 3 * ldc + 2 * LANES);
    v.fma(w, f3).intoArray(c, cAt + 3 * ldc + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b4 + k - 1]);
    x.fma(w, c4).intoArray(c, cAt + 4 * ldc);
    y.fma(w, d4).intoArray(c, cAt + 4 * ldc + LANES);
    z.fma(w, e4).intoArray(c, cAt + 4 * ldc + 2 * LANES);
    v.fma(w, f4).intoArray(c, cAt + 4 * ldc + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b5 + k - 1]);
    x.fma(w, c5).intoArray(c, cAt + 5 * ldc);
    y.fma(w, d5).intoArray(c, cAt + 5 * ldc + LANES);
    z.fma(w, e5).intoArray(c, cAt + 5 * ldc + 2 * LANES);
    v.fma(w, f5).intoArray(c, cAt + 5 * ldc + 3 * LANES);
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
    for (int p = 0; p < k - 1; p++, at += lda) {
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
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
    FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
    FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
    FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + k - 1]);
    x.fma(w, c0).intoArray(c, cAt);
    y.fma(w, d0).intoArray(c, cAt + LANES);
    z.fma(w, e0).intoArray(c, cAt + 2 * LANES);
    v.fma(w, f0).intoArray(c, cAt + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b1 + k - 1]);
    x.fma(w, c1).intoArray(c, cAt + ldc);
    y.fma(w, d1).intoArray(c, cAt + ldc + LANES);
    z.fma(w, e1).intoArray(c, cAt + ldc + 2 * LANES);
    v.fma(w, f1).intoArray(c, cAt + ldc + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b2 + k - 1]);
    x.fma(w, c2).intoArray(c, cAt + 2 * ldc);
    y.fma(w, d2).intoArray(c, cAt + 2 * ldc + LANES);
    z.fma(w, e2).intoArray(c, cAt + 2 * ldc + 2 * LANES);
    v.fma(w, f2).intoArray(c, cAt + 2 * ldc + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b3 + k - 1]);
    x.fma(w, c3).intoArray(c, cAt + 3 * ldc);
    y.fma(w, d3).intoArray(c, cAt + 3 * ldc + LANES);
    z.fma(w, e3).intoArray(c, cAt + 3 * ldc + 2 * LANES);
    v.fma(w, f3).intoArray(c, cAt + 3 * ldc + 3 * LANES);
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
    for (int p = 0; p < k - 1; p++, at += lda) {
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
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
    FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
    FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
    FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + k - 1]);
    x.fma(w, c0).intoArray(c, cAt);
    y.fma(w, d0).intoArray(c, cAt + LANES);
    z.fma(w, e0).intoArray(c, cAt + 2 * LANES);
    v.fma(w, f0).intoArray(c, cAt + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b1 + k - 1]);
    x.fma(w, c1).intoArray(c, cAt + ldc);
    y.fma(w, d1).intoArray(c, cAt + ldc + LANES);
    z.fma(w, e1).intoArray(c, cAt + ldc + 2 * LANES);
    v.fma(w, f1).intoArray(c, cAt + ldc + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b2 + k - 1]);
    x.fma(w, c2).intoArray(c, cAt + 2 * ldc);
    y.fma(w, d2).intoArray(c, cAt + 2 * ldc + LANES);
    z.fma(w, e2).intoArray(c, cAt + 2 * ldc + 2 * LANES);
    v.fma(w, f2).intoArray(c, cAt + 2 * ldc + 3 * LANES);
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
    for (int p = 0; p < k - 1; p++, at += lda) {
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
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
    FloatVector z = FloatVector.fromArray(SPECIES, a, at + 2 * LANES);
    FloatVector v = FloatVector.fromArray(SPECIES, a, at + 3 * LANES);
    FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + k - 1]);
    x.fma(w, c0).intoArray(c, cAt);
    y.fma(w, d0).intoArray(c, cAt + LANES);
    z.fma(w, e0).intoArray(c, cAt + 2 * LANES);
    v.fma(w, f0).intoArray(c, cAt + 3 * LANES);
    w = FloatVector.broadcast(SPECIES, b[b1 + k - 1]);
    x.fma(w, c1).intoArray(c, cAt + ldc);
    y.fma(w, d1).intoArray(c, cAt + ldc + LANES);
    z.fma(w, e1).intoArray(c, cAt + ldc + 2 * LANES);
    v.fma(w, f1).intoArray(c, cAt + ldc + 3 * LANES);
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
    c0 = NOTHING.add(c0).add(g0);
    d0 = NOTHING.add(d0).add(h0);
    e0 = NOTHING.add(e0).add(i0);
    f0 = NOTHING.add(f0).add(j0);
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
    e0.intoArray(c, cAt + 2 * LANES);
    f0.intoArray(c, cAt + 3 * LANES);
  }

  /**
   * A tile of two vectors by 1, 2, 3, 4 or 6 columns: C = D + A B.
   *
   * @param k the depth
   */
  static void narrow(
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
    for (int p = 0; p < k - 1; p++, at += lda) {
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
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
    FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + k - 1]);
    x.fma(w, c0).intoArray(c, cAt);
    y.fma(w, d0).intoArray(c, cAt + LANES);
    w = FloatVector.broadcast(SPECIES, b[b1 + k - 1]);
    x.fma(w, c1).intoArray(c, cAt + ldc);
    y.fma(w, d1).intoArray(c, cAt + ldc + LANES);
    w = FloatVector.broadcast(SPECIES, b[b2 + k - 1]);
    x.fma(w, c2).intoArray(c, cAt + 2 * ldc);
    y.fma(w, d2).intoArray(c, cAt + 2 * ldc + LANES);
    w = FloatVector.broadcast(SPECIES, b[b3 + k - 1]);
    x.fma(w, c3).intoArray(c, cAt + 3 * ldc);
    y.fma(w, d3).intoArray(c, cAt + 3 * ldc + LANES);
    w = FloatVector.broadcast(SPECIES, b[b4 + k - 1]);
    x.fma(w, c4).intoArray(c, cAt + 4 * ldc);
    y.fma(w, d4).intoArray(c, cAt + 4 * ldc + LANES);
    w = FloatVector.broadcast(SPECIES, b[b5 + k - 1]);
    x.fma(w, c5).intoArray(c, cAt + 5 * ldc);
    y.fma(w, d5).intoArray(c, cAt + 5 * ldc + LANES);
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
    for (int p = 0; p < k - 1; p++, at += lda) {
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
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
    FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + k - 1]);
    x.fma(w, c0).intoArray(c, cAt);
    y.fma(w, d0).intoArray(c, cAt + LANES);
    w = FloatVector.broadcast(SPECIES, b[b1 + k - 1]);
    x.fma(w, c1).intoArray(c, cAt + ldc);
    y.fma(w, d1).intoArray(c, cAt + ldc + LANES);
    w = FloatVector.broadcast(SPECIES, b[b2 + k - 1]);
    x.fma(w, c2).intoArray(c, cAt + 2 * ldc);
    y.fma(w, d2).intoArray(c, cAt + 2 * ldc + LANES);
    w = FloatVector.broadcast(SPECIES, b[b3 + k - 1]);
    x.fma(w, c3).intoArray(c, cAt + 3 * ldc);
    y.fma(w, d3).intoArray(c, cAt + 3 * ldc + LANES);
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
    for (int p = 0; p < k - 1; p++, at += lda) {
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
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    FloatVector y = FloatVector.fromArray(SPECIES, a, at + LANES);
    FloatVector w = FloatVector.broadcast(SPECIES, b[b0 + k - 1]);
    x.fma(w, c0).intoArray(c, cAt);
    y.fma(w, d0).intoArray(c, cAt + LANES);
    w = FloatVector.broadcast(SPECIES, b[b1 + k - 1]);
    x.fma(w, c1).intoArray(c, cAt + ldc);
    y.fma(w, d1).intoArray(c, cAt + ldc + LANES);
    w = FloatVector.broadcast(SPECIES, b[b2 + k - 1]);
    x.fma(w, c2).intoArray(c, cAt + 2 * ldc);
    y.fma(w, d2).intoArray(c, cAt + 2 * ldc + LANES);
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
    c0 = NOTHING.add(c0).add(e0);
    d0 = NOTHING.add(d0).add(f0);
    c1 = NOTHING.add(c1).add(e1);
    d1 = NOTHING.add(d1).add(f1);
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
    c0 = NOTHING.add(c0).add(e0).add(NOTHING.add(g0).add(i0));
    d0 = NOTHING.add(d0).add(f0).add(NOTHING.add(h0).add(j0));
    c0.intoArray(c, cAt);
    d0.intoArray(c, cAt + LANES);
  }

  /** A tile of one vector by 8 columns: C = D + A B. */
  static void thin(
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
    FloatVector c1 = FloatVector.fromArray(SPECIES, d, dAt + ldd);
    FloatVector c2 = FloatVector.fromArray(SPECIES, d, dAt + 2 * ldd);
    FloatVector c3 = FloatVector.fromArray(SPECIES, d, dAt + 3 * ldd);
    FloatVector c4 = FloatVector.fromArray(SPECIES, d, dAt + 4 * ldd);
    FloatVector c5 = FloatVector.fromArray(SPECIES, d, dAt + 5 * ldd);
    FloatVector c6 = FloatVector.fromArray(SPECIES, d, dAt + 6 * ldd);
    FloatVector c7 = FloatVector.fromArray(SPECIES, d, dAt + 7 * ldd);
    int b0 = bAt;
    int b1 = bAt + ldb;
    int b2 = bAt + 2 * ldb;
    int b3 = bAt + 3 * ldb;
    int b4 = bAt + 4 * ldb;
    int b5 = bAt + 5 * ldb;
    int b6 = bAt + 6 * ldb;
    int b7 = bAt + 7 * ldb;
    int at = aAt;
    for (int p = 0; p < k - 1; p++, at += lda) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, at);
      c0 = x.fma(FloatVector.broadcast(SPECIES, b[b0 + p]), c0);
      c1 = x.fma(FloatVector.broadcast(SPECIES, b[b1 + p]), c1);
      c2 = x.fma(FloatVector.broadcast(SPECIES, b[b2 + p]), c2);
      c3 = x.fma(FloatVector.broadcast(SPECIES, b[b3 + p]), c3);
      c4 = x.fma(FloatVector.broadcast(SPECIES, b[b4 + p]), c4);
      c5 = x.fma(FloatVector.broadcast(SPECIES, b[b5 + p]), c5);
      c6 = x.fma(FloatVector.broadcast(SPECIES, b[b6 + p]), c6);
      c7 = x.fma(FloatVector.broadcast(SPECIES, b[b7 + p]), c7);
    }
    FloatVector x = FloatVector.fromArray(SPECIES, a, at);
    x.fma(FloatVector.broadcast(SPECIES, b[b0 + k - 1]), c0).intoArray(c, cAt);
    x.fma(FloatVector.broadcast(SPECIES, b[b1 + k - 1]), c1).intoArray(c, cAt + ldc);
    x.fma(FloatVector.broadcast(SPECIES, b[b2 + k - 1]), c2).intoArray(c, cAt + 2 * ldc);
    x.fma(FloatVector.broadcast(SPECIES, b[b3 + k - 1]), c3).intoArray(c, cAt + 3 * ldc);
    x.fma(FloatVector.broadcast(SPECIES, b[b4 + k - 1]), c4).intoArray(c, cAt + 4 * ldc);
    x.fma(FloatVector.broadcast(SPECIES, b[b5 + k - 1]), c5).intoArray(c, cAt + 5 * ldc);
    x.fma(FloatVector.broadcast(SPECIES, b[b6 + k - 1]), c6).intoArray(c, cAt + 6 * ldc);
    x.fma(FloatVector.broadcast(SPECIES, b[b7 + k - 1]), c7).intoArray(c, cAt + 7 * ldc);
  }
}
