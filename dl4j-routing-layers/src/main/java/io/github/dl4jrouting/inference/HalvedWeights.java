package io.github.dl4jrouting.inference;

import java.util.Optional;

/**
 * Weights [nIn, nOut] for one row at a time, where outputs are few: with AVX-512 each waits for its
 * own last sum then, longer than for its weights. The row becomes two columns, of the first and of
 * the second half of its inputs, and is multiplied by the weights of both halves side by side. Half
 * of these products are of use, and all take less time than one sum after the other.
 */
final class HalvedWeights {
  /** Up to this many outputs. */
  private static final int MOST_OUTPUTS = 32;

  /** From this many inputs on. */
  private static final int FEWEST_INPUTS = 256;

  private final int half;
  private final int nOut;

  /** For each input of the first half the weights of all outputs, then its fellow's. */
  private final Memory weights;

  /**
   * Rearranges weights.
   *
   * @param w [nIn, nOut] in c order, with an even nIn
   */
  HalvedWeights(float[] w, int nOut) {
    this.nOut = nOut;
    half = w.length / nOut / 2;
    float[] pairs = new float[w.length];
    for (int i = 0; i < half; i++) {
      System.arraycopy(w, i * nOut, pairs, 2 * i * nOut, nOut);
      System.arraycopy(w, (half + i) * nOut, pairs, (2 * i + 1) * nOut, nOut);
    }
    weights = Memory.ofWeights(pairs);
  }

  /** The same where it is faster than one product on this machine. */
  static Optional<HalvedWeights> ifFaster(float[] w, int nOut) {
    return suits(w.length / nOut, nOut) && !SmallProducts.arePacked()
        ? Optional.of(new HalvedWeights(w, nOut))
        : Optional.empty();
  }

  /** Whether both columns are one product of OpenBLAS's, long enough to be worth it. */
  static boolean suits(int nIn, int nOut) {
    return nOut <= MOST_OUTPUTS
        && nIn >= FEWEST_INPUTS
        && nIn % 2 == 0
        && OpenBlas.columns(2 * nOut, nIn / 2, false) >= 2;
  }

  /**
   * The product of one row.
   *
   * @param in has the row from {@code from} on
   * @param out receives it from {@code to} on
   */
  void multiply(Memory in, int from, Memory out, int to, Lane lane) {
    Memory products = lane.memory(4 * nOut);
    lane.a.to(weights, 0, 2 * nOut);
    lane.b.to(in, from, half);
    lane.c.to(products, 0, 2 * nOut);
    Gemm.multiply(2 * nOut, 2, half, lane);
    float[] first = lane.scratch(nOut);
    float[] second = lane.second(nOut);
    products.buffer().get(0, first, 0, nOut);
    products.buffer().get(3 * nOut, second, 0, nOut);
    Loops.add(first, second, nOut);
    out.buffer().put(to, first, 0, nOut);
  }
}
