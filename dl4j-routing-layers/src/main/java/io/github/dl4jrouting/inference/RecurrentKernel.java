package io.github.dl4jrouting.inference;

/**
 * A recurrent layer of sequences: [nIn, T] to [units, T], from a state of zeros.
 *
 * <p>The inputs' part of all sums is one product for many steps, as of a dense layer. Then each
 * thread takes some samples through these steps: to the sums of a step it adds the product of the
 * activations of the step before and the recurrent weights, so that threads wait for each other
 * only once for many steps.
 */
final class RecurrentKernel implements Kernel, Workers.Task {
  /** About the most sums that are kept at once. */
  private static final int SUMS_AT_ONCE = 1 << 20;

  /** So many multiply-accumulates take as long as one takes other kernels. */
  private static final int AS_LONG = 3;

  /** What a unit makes of its sums, in multiply-accumulates for each. */
  private static final int FINISHING = 32;

  private final int nIn;
  private final int units;
  private final Cell cell;
  private final boolean backward;
  private final Kernel ofInputs;
  private final Memory recurrent;
  private final int panel = Gemm.panel();

  /**
   * A recurrent layer.
   *
   * @param w weights of the inputs, [nIn, sums · units] in c order
   * @param recurrent those of the activations before, [units, sums · units] in c order
   * @param bias of length sums · units
   * @param backward whether it goes from the last step to the first
   */
  RecurrentKernel(
      int nIn, int units, Cell cell, float[] w, float[] recurrent, float[] bias, boolean backward) {
    this.nIn = nIn;
    this.units = units;
    this.cell = cell;
    this.backward = backward;
    int sums = cell.sums() * units;
    ofInputs =
        new DenseKernel(new int[] {nIn}, sums, w, bias, Pointwise.IDENTITY, false).prepared();
    this.recurrent = Memory.ofWeights(Panels.of(recurrent, units, sums, panel));
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return new int[] {units, Steps.of(inputs[0], nIn)};
  }

  @Override
  public void compute(Step step) {
    int length = step.inShape[0][1];
    int rows = step.rows;
    int sums = cell.sums() * units;
    int atOnce = (int) Math.min(length, Math.max(1, SUMS_AT_ONCE / ((long) rows * sums)));
    MemoryPool pool = step.pool();
    Memory x = pool.take((long) rows * atOnce * nIn);
    Memory z = pool.take((long) rows * atOnce * sums);
    Memory h = pool.take((long) rows * atOnce * units);
    Memory last = pool.take((long) rows * units);
    Memory state = pool.take((long) rows * units);
    Step inner = step.nested();
    try {
      for (int done = 0; done < length; done += atOnce) {
        int count = Math.min(atOnce, length - done);
        int from = backward ? length - done - count : done;
        sums(step, inner, x, z, from, count);
        inner.rows = rows;
        inner.inputs(3);
        inner.in[0] = z;
        inner.in[1] = last;
        inner.in[2] = state;
        inner.out = h;
        inner.plan[0] = count;
        inner.plan[1] = (rows + inner.lanes() - 1) / inner.lanes();
        inner.plan[2] = done;
        int parts = (rows + inner.plan[1] - 1) / inner.plan[1];
        inner.parallel(this, parts, (long) rows * count * sums * (units + FINISHING) / AS_LONG);
        inner.in[0] = h;
        inner.out = step.out;
        Steps.together(inner, units, length, from, count);
      }
    } finally {
      inner.forgetInputs();
      pool.give(x);
      pool.give(z);
      pool.give(h);
      pool.give(last);
      pool.give(state);
    }
  }

  /** The inputs' part of the sums of some steps. */
  private void sums(Step step, Step inner, Memory x, Memory z, int from, int count) {
    inner.rows = step.rows;
    inner.inputs(1);
    inner.in[0] = step.in[0];
    inner.out = x;
    Steps.apart(inner, nIn, step.inShape[0][1], from, count);
    inner.rows = step.rows * count;
    inner.in[0] = x;
    inner.out = z;
    ofInputs.compute(inner);
  }

  /** Some samples through some steps. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int count = step.plan[0];
    int first = index * step.plan[1];
    int samples = Math.min(step.plan[1], step.rows - first);
    boolean begins = step.plan[2] == 0;
    Memory last = step.in[1];
    Memory state = step.in[2];
    if (begins) {
      Loops.fill(state, first * units, samples * units, 0, lane);
    }
    for (int done = 0; done < count; done++) {
      int t = backward ? count - 1 - done : done;
      int before = backward ? t + 1 : t - 1;
      int at = first * count + t;
      if (done > 0) {
        lane.b.to(step.out, (first * count + before) * units, count * units);
        addRecurrent(step, at, samples, lane);
      } else if (!begins) {
        lane.b.to(last, first * units, units);
        addRecurrent(step, at, samples, lane);
      }
      for (int r = 0; r < samples; r++) {
        int row = at + r * count;
        int sample = first + r;
        cell.step(
            units,
            step.in[0],
            row * cell.sums() * units,
            state,
            sample * units,
            step.out,
            row * units,
            lane);
      }
    }
    int end = backward ? 0 : count - 1;
    for (int r = first; r < first + samples; r++) {
      last.copyFrom(step.out, (r * count + end) * units, r * units, units);
    }
  }

  /** To the sums of a step of some samples, whose activations before are the lane's operand B. */
  private void addRecurrent(Step step, int at, int samples, Lane lane) {
    int sums = cell.sums() * units;
    for (int from = 0; from < sums; from += panel) {
      lane.a.to(recurrent, from * units, panel);
      lane.b.shift(0);
      lane.c.to(step.in[0], at * sums + from, step.plan[0] * sums);
      Gemm.add(Math.min(panel, sums - from), samples, units, lane);
    }
  }
}
