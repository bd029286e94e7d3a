package io.github.dl4jrouting.inference;

/** A dense layer on each step of sequences by itself: [nIn, T] to [nOut, T]. */
final class TimeDistributedKernel implements Kernel {
  private final Dense dense;
  private final int[] outShape;

  /**
   * A kernel.
   *
   * @param dense of flat rows, ready to compute
   */
  TimeDistributedKernel(Dense dense) {
    this.dense = dense;
    outShape = new int[] {dense.nOut};
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    if (in.length != 2) {
      // DL4J's preprocessors let rows pass that are no sequences.
      return LEFT_TO_DL4J;
    }
    return new int[] {dense.nOut, Steps.of(in, dense.nIn)};
  }

  @Override
  public int maskedSteps(int[] in) {
    return in[1];
  }

  @Override
  public void compute(Step step) {
    int length = step.inShape[0][1];
    MemoryPool pool = step.pool();
    Memory x = pool.take((long) step.rows * dense.nIn * length);
    Memory y = pool.take((long) step.rows * dense.nOut * length);
    Step inner = step.nested();
    try {
      inner.inputs(1);
      inner.in[0] = step.in[0];
      inner.out = x;
      Steps.apart(inner, dense.nIn, length, step.rows, false);
      inner.rows = step.rows * length;
      inner.in[0] = x;
      inner.inShape[0] = dense.inShape;
      inner.out = y;
      inner.outShape = outShape;
      dense.compute(inner);
      inner.rows = step.rows;
      inner.in[0] = y;
      inner.out = step.out;
      Steps.together(inner, dense.nOut, dense.nOut, length, step.rows, false);
      Steps.mask(step);
    } finally {
      inner.forgetInputs();
      pool.give(x);
      pool.give(y);
    }
  }
}
