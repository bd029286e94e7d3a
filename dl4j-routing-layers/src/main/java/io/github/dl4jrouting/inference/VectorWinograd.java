package io.github.dl4jrouting.inference;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What {@link WinogradKernel} does to images before and after its products, with the JDK's Vector
 * API, as {@link VectorProducts} is: B'd of six rows d of inputs, and A'm of six rows m of
 * products.
 *
 * <p>Loops write whole vectors in rising order: what is beyond the end of a row is written over
 * later.
 */
final class VectorWinograd {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /**
   * The points 0, P, −P, Q, −Q and infinity at which polynomials are multiplied. With these, errors
   * are about half of those with 1 and 2, which Lavin and Gray take (on the choice of points:
   * Barabasz et al. 2018, arXiv 1803.10986).
   */
  static final float POINT_P = 0.75f;

  static final float POINT_Q = 1.5f;

  private static final FloatVector P = FloatVector.broadcast(SPECIES, POINT_P);
  private static final FloatVector Q = FloatVector.broadcast(SPECIES, POINT_Q);
  private static final FloatVector SQUARE_OF_P = P.mul(P);
  private static final FloatVector SQUARE_OF_Q = Q.mul(Q);
  private static final FloatVector CUBE_OF_P = SQUARE_OF_P.mul(P);
  private static final FloatVector CUBE_OF_Q = SQUARE_OF_Q.mul(Q);
  private static final FloatVector LESS_P2 = SQUARE_OF_P.neg();
  private static final FloatVector LESS_Q2 = SQUARE_OF_Q.neg();
  private static final FloatVector PRODUCT = SQUARE_OF_P.mul(SQUARE_OF_Q);
  private static final FloatVector LESS_SUM = LESS_P2.add(LESS_Q2);

  private VectorWinograd() {}

  /**
   * B'd for three columns of the window.
   *
   * @param x six rows of inputs one after the other
   * @param at where the first of them lies, for the window's first column
   * @param apart from a row to the next
   * @param length of a row of results
   * @param v where the first of six rows goes
   * @param columns from there to the first row for the window's next column
   * @param rows from a row for a column to the next
   */
  static void inputs(
      float[] x, int at, int apart, int length, float[] v, int to, int columns, int rows) {
    int j = 0;
    int column = 0;
    while (j < 3) {
      int i = at + j + column;
      FloatVector d0 = FloatVector.fromArray(SPECIES, x, i);
      FloatVector d1 = FloatVector.fromArray(SPECIES, x, i + apart);
      FloatVector d2 = FloatVector.fromArray(SPECIES, x, i + 2 * apart);
      FloatVector d3 = FloatVector.fromArray(SPECIES, x, i + 3 * apart);
      FloatVector d4 = FloatVector.fromArray(SPECIES, x, i + 4 * apart);
      FloatVector d5 = FloatVector.fromArray(SPECIES, x, i + 5 * apart);
      int t = to + j * columns + column;
      d0.fma(PRODUCT, d2.fma(LESS_SUM, d4)).intoArray(v, t);
      FloatVector even = d2.fma(LESS_Q2, d4);
      FloatVector odd = d1.fma(LESS_Q2, d3).mul(P);
      even.add(odd).intoArray(v, t + rows);
      even.sub(odd).intoArray(v, t + 2 * rows);
      even = d2.fma(LESS_P2, d4);
      odd = d1.fma(LESS_P2, d3).mul(Q);
      even.add(odd).intoArray(v, t + 3 * rows);
      even.sub(odd).intoArray(v, t + 4 * rows);
      d1.fma(PRODUCT, d3.fma(LESS_SUM, d5)).intoArray(v, t + 5 * rows);
      column += LANES;
      if (column >= length) {
        column = 0;
        j++;
      }
    }
  }

  /**
   * A'm plus a bias, or the larger one of that and 0.
   *
   * @param m the first of six rows of products
   * @param apart from a row to the next
   * @param y where the first of four rows goes
   * @param rows from there to the next
   */
  static void results(
      float[] m,
      int at,
      int apart,
      int length,
      float bias,
      boolean rectified,
      float[] y,
      int rows) {
    FloatVector b = FloatVector.broadcast(SPECIES, bias);
    FloatVector least = FloatVector.broadcast(SPECIES, rectified ? 0 : Float.NEGATIVE_INFINITY);
    for (int t = 0; t < length; t += LANES) {
      int i = at + t;
      FloatVector m1 = FloatVector.fromArray(SPECIES, m, i + apart);
      FloatVector m2 = FloatVector.fromArray(SPECIES, m, i + 2 * apart);
      FloatVector m3 = FloatVector.fromArray(SPECIES, m, i + 3 * apart);
      FloatVector m4 = FloatVector.fromArray(SPECIES, m, i + 4 * apart);
      FloatVector even = m1.add(m2);
      FloatVector odd = m1.sub(m2);
      FloatVector evens = m3.add(m4);
      FloatVector odds = m3.sub(m4);
      FloatVector y0 = FloatVector.fromArray(SPECIES, m, i).add(b).add(even).add(evens);
      FloatVector y1 = odd.fma(P, odds.fma(Q, b));
      FloatVector y2 = even.fma(SQUARE_OF_P, evens.fma(SQUARE_OF_Q, b));
      FloatVector m5 = FloatVector.fromArray(SPECIES, m, i + 5 * apart);
      FloatVector y3 = odd.fma(CUBE_OF_P, odds.fma(CUBE_OF_Q, m5.add(b)));
      y0.blend(least, y0.lt(least)).intoArray(y, t);
      y1.blend(least, y1.lt(least)).intoArray(y, t + rows);
      y2.blend(least, y2.lt(least)).intoArray(y, t + 2 * rows);
      y3.blend(least, y3.lt(least)).intoArray(y, t + 3 * rows);
    }
  }

  /**
   * Copies rows to where they lie one after the other, and writes nothing behind the last one.
   *
   * @param x as {@link #results} leaves them: of four rows, which are {@code apart}, the beginning,
   *     then what follows there, and so on
   * @param count how many rows
   */
  static void store(float[] x, int at, int apart, int count, int length, float[] y, int to) {
    int vectors = VectorFunctions.wholeVectors(length);
    int whole = count * length < vectors ? 0 : (count * length - vectors) / length + 1;
    int row = 0;
    int column = 0;
    while (row < whole) {
      int from = at + row % 4 * apart + row / 4 * length + column;
      FloatVector.fromArray(SPECIES, x, from).intoArray(y, to + row * length + column);
      column += LANES;
      if (column >= length) {
        column = 0;
        row++;
      }
    }
    for (; row < count; row++) {
      int from = at + row % 4 * apart + row / 4 * length;
      System.arraycopy(x, from, y, to + row * length, length);
    }
  }
}
