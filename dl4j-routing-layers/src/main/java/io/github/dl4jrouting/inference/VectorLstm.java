package io.github.dl4jrouting.inference;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Steps of long short-term memories with the JDK's Vector API, as {@link VectorProducts} is. The
 * JIT compiler of JDK 17 takes no more than one such function in a loop, and few in a method.
 */
final class VectorLstm {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Kinds of sums. */
  private static final int KINDS = 4;

  /** s and t for a vector of each kind of sums: what becomes of them is s tanh(s x) + t. */
  private static final float[] SCALE = new float[KINDS * LANES];

  private static final float[] SHIFT = new float[KINDS * LANES];

  static {
    Arrays.fill(SCALE, 0, LANES, 1);
    Arrays.fill(SCALE, LANES, KINDS * LANES, 0.5f);
    Arrays.fill(SHIFT, LANES, KINDS * LANES, 0.5f);
  }

  private static final FloatVector VP4 = of(Tanh.P4);
  private static final FloatVector VP3 = of(Tanh.P3);
  private static final FloatVector VP2 = of(Tanh.P2);
  private static final FloatVector VP1 = of(Tanh.P1);
  private static final FloatVector VQ4 = of(Tanh.Q4);
  private static final FloatVector VQ3 = of(Tanh.Q3);
  private static final FloatVector VQ2 = of(Tanh.Q2);
  private static final FloatVector VQ1 = of(Tanh.Q1);
  private static final FloatVector ONE = of(1f);
  private static final IntVector SIZE = of(Integer.MAX_VALUE);
  private static final IntVector SIGN = of(Integer.MIN_VALUE);

  /** From the bits of infinity to the largest number. */
  private static final IntVector BEYOND =
      of(Integer.MAX_VALUE - Float.floatToRawIntBits(Float.POSITIVE_INFINITY));

  private static final IntVector END = of(Tanh.END).reinterpretAsInts().add(BEYOND);
  private static final IntVector LIMIT = ONE.reinterpretAsInts().add(BEYOND);

  private static IntVector of(int x) {
    return IntVector.broadcast(IntVector.SPECIES_PREFERRED, x);
  }

  private static FloatVector of(float x) {
    return FloatVector.broadcast(SPECIES, x);
  }

  private VectorLstm() {}

  /**
   * One step of some samples, as {@link LstmCell} has it with tanh and sigmoid.
   *
   * @param units how many, of all samples, in whole vectors
   * @param z sums: for each vector of units that of the block's input, then those of the forget
   *     gate, the output gate and the input gate; overwritten
   * @param c state
   * @param h where the activations go
   */
  static void step(int units, float[] z, int at, float[] c, int stateAt, float[] h, int to) {
    for (int j = 0; j < KINDS * units; j += LANES) {
      FloatVector scale = FloatVector.fromArray(SPECIES, SCALE, j % (KINDS * LANES));
      FloatVector shift = FloatVector.fromArray(SPECIES, SHIFT, j % (KINDS * LANES));
      FloatVector sum = FloatVector.fromArray(SPECIES, z, at + j);
      tanh(sum.mul(scale)).fma(scale, shift).intoArray(z, at + j);
    }
    for (int unit = 0; unit < units; unit += LANES) {
      int gates = at + KINDS * unit;
      FloatVector block = FloatVector.fromArray(SPECIES, z, gates);
      FloatVector forget = FloatVector.fromArray(SPECIES, z, gates + LANES);
      FloatVector output = FloatVector.fromArray(SPECIES, z, gates + 2 * LANES);
      FloatVector input = FloatVector.fromArray(SPECIES, z, gates + 3 * LANES);
      FloatVector before = FloatVector.fromArray(SPECIES, c, stateAt + unit);
      FloatVector state = before.fma(forget, input.mul(block));
      state.intoArray(c, stateAt + unit);
      tanh(state).mul(output).intoArray(h, to + unit);
    }
  }

  /**
   * {@link Tanh}. A minimum of floats looks for NaN, and takes three times as long as all the rest.
   * As integers, sizes are in the same order: those of NaN, which are above infinity, are made to
   * overflow, and so are below any limit.
   */
  private static FloatVector tanh(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    FloatVector y = bits.and(SIZE).add(BEYOND).min(END).sub(BEYOND).reinterpretAsFloats();
    FloatVector u = y.mul(y);
    FloatVector above = VP4.fma(u, VP3).fma(u, VP2).fma(u, VP1).fma(u, ONE).mul(y);
    FloatVector below = VQ4.fma(u, VQ3).fma(u, VQ2).fma(u, VQ1).fma(u, ONE);
    IntVector size = above.div(below).reinterpretAsInts().add(BEYOND).min(LIMIT).sub(BEYOND);
    return size.or(bits.and(SIGN)).reinterpretAsFloats();
  }
}
