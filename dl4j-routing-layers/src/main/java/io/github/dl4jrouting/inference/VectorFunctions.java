package io.github.dl4jrouting.inference;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of many numbers with the JDK's Vector API: of as many as whole vectors have, the rest
 * is left to the caller.
 *
 * <p>Methods are loops without vectors that one turn hands to the next. Where such loops come to
 * lie in others, because a method is compiled into its caller, C2 makes an object of each vector.
 *
 * <p>Needs the module {@code jdk.incubator.vector}, as {@link VectorProducts} does.
 */
final class VectorFunctions {
  private static final VectorSpecies<Float> SPECIES = VectorProducts.SPECIES;
  private static final int LANES = SPECIES.length();
  private static final int MANTISSA = 23;
  private static final FloatVector ZERO = of(0);
  private static final FloatVector ONE = of(1);
  private static final FloatVector HALF = of(0.5f);
  private static final FloatVector THIRD = of(1f / 6);
  private static final FloatVector FOURTH = of(1f / 24);
  private static final FloatVector FIFTH = of(1f / 120);
  private static final FloatVector SIXTH = of(1f / 720);
  private static final FloatVector SEVENTH = of(1f / 5040);
  private static final FloatVector SMALLEST = of(Softmax.SMALLEST);
  private static final FloatVector LOG2_E = of(Softmax.LOG2_E);
  private static final FloatVector ROUNDING = of(Softmax.ROUNDING);
  private static final FloatVector LN2_HIGH = of(-Softmax.LN2_HIGH);
  private static final FloatVector LN2_LOW = of(-Softmax.LN2_LOW);

  private VectorFunctions() {}

  private static FloatVector of(float x) {
    return FloatVector.broadcast(SPECIES, x);
  }

  /** The least number of numbers that fill whole vectors and is not below this one. */
  static int wholeVectors(int numbers) {
    return (numbers + LANES - 1) / LANES * LANES;
  }

  /** The first numbers' 1 / (1 + e⁻ˣ) in their place, or x times that. */
  static int sigmoid(float[] x, int length, boolean timesX) {
    int whole = length / LANES * LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector e = exp(v.abs().neg());
      FloatVector sigmoid = ONE.blend(e, v.lt(ZERO)).div(e.add(ONE));
      (timesX ? sigmoid.mul(v) : sigmoid).intoArray(x, i);
    }
    return whole;
  }

  /**
   * {@link Softmax#columns} of the first columns.
   *
   * @return of how many
   */
  static int softmax(float[] x, int from, int rows, int columns, float[] largest, float[] sums) {
    int whole = columns / LANES * LANES;
    int end = from + rows * columns;
    begin(x, from, largest, sums, whole);
    for (int at = from + columns; at < end; at += columns) {
      largest(x, at, largest, whole);
    }
    for (int at = from; at < end; at += columns) {
      exponentials(x, at, largest, sums, whole);
    }
    invert(sums, whole);
    for (int at = from; at < end; at += columns) {
      multiply(x, at, sums, whole);
    }
    return whole;
  }

  private static void begin(float[] x, int at, float[] largest, float[] sums, int n) {
    for (int j = 0; j < n; j += LANES) {
      FloatVector.fromArray(SPECIES, x, at + j).intoArray(largest, j);
      ZERO.intoArray(sums, j);
    }
  }

  private static void largest(float[] x, int at, float[] largest, int n) {
    for (int j = 0; j < n; j += LANES) {
      FloatVector.fromArray(SPECIES, x, at + j)
          .max(FloatVector.fromArray(SPECIES, largest, j))
          .intoArray(largest, j);
    }
  }

  private static void exponentials(float[] x, int at, float[] largest, float[] sums, int n) {
    for (int j = 0; j < n; j += LANES) {
      FloatVector e =
          exp(
              FloatVector.fromArray(SPECIES, x, at + j)
                  .sub(FloatVector.fromArray(SPECIES, largest, j)));
      e.intoArray(x, at + j);
      e.add(FloatVector.fromArray(SPECIES, sums, j)).intoArray(sums, j);
    }
  }

  private static void invert(float[] x, int n) {
    for (int j = 0; j < n; j += LANES) {
      ONE.div(FloatVector.fromArray(SPECIES, x, j)).intoArray(x, j);
    }
  }

  private static void multiply(float[] x, int at, float[] by, int n) {
    for (int j = 0; j < n; j += LANES) {
      FloatVector.fromArray(SPECIES, x, at + j)
          .mul(FloatVector.fromArray(SPECIES, by, j))
          .intoArray(x, at + j);
    }
  }

  /** {@link Softmax#exp}; the last bits of what is rounded are n. */
  private static FloatVector exp(FloatVector x) {
    FloatVector rounded = x.fma(LOG2_E, ROUNDING);
    FloatVector n = rounded.sub(ROUNDING);
    FloatVector r = n.fma(LN2_LOW, n.fma(LN2_HIGH, x));
    FloatVector p = r.fma(SEVENTH, SIXTH).fma(r, FIFTH).fma(r, FOURTH).fma(r, THIRD).fma(r, HALF);
    IntVector power = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA);
    return p.fma(r, ONE)
        .fma(r, ONE)
        .reinterpretAsInts()
        .add(power)
        .reinterpretAsFloats()
        .blend(ZERO, x.compare(VectorOperators.LT, SMALLEST));
  }
}
