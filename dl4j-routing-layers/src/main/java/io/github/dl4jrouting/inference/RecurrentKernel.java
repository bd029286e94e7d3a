package io.github.dl4jrouting.inference;

/**
 * A recurrent layer of sequences: [nIn, T] to [units, T], from a state of zeros.
 *
 * <p>The inputs' part of the sums is one product for some steps at a time, as many as stay near a
 * core until they are used. To that of each step the product of the activations of the step before
 * and the recurrent weights is added. Either each thread takes a group of samples through all
 * steps, so that none waits for another, or it takes some units of all samples through one step,
 * where samples are fewer than threads or the weights are too many to be near every core.
 */
final class RecurrentKernel implements Kernel, Workers.Task {
  /** Of about so many rows are the inputs' sums made at a time. */
  private static final int ROWS_AT_ONCE = 64;

  /** So many multiply-accumulates take as long as one takes other kernels. */
  private static final int AS_LONG = 3;

  /** What a cell makes of a sum, in multiply-accumulates. */
  private static final int FINISHING = 32;

  /** Fewest recurrent weights that threads share for a sample: waiting takes as long for fewer. */
  private static final int WORTH_SHARING = 100_000;

  /** Most recurrent weights that are near every core. */
  private static final int NEAR = 200_000;

  /** From so many samples for each thread on, reading weights takes less than multiplying them. */
  private static final int MANY = 8;

  /**
   * Where a step's plan has the samples of a group, the steps, and those whose sums are made at a
   * time.
   */
  private static final int GROUP = 0;

  private static final int LENGTH = 1;
  private static final int AT_ONCE = 2;

  /** Where it has the units of a part and the number of the step, if threads share units. */
  private static final int UNITS = 3;

  private static final int STEP = 4;

  private final int nIn;
  private final int units;
  private final Cell cell;
  private final boolean backward;
  private final int panel = Gemm.panel();

  /** Units in a block, and in all blocks. */
  private final int width;

  private final int padded;

  /** How many sums there are for a sample and a step. */
  private final int sums;

  private final Memory weights;
  private final Memory recurrent;
  private final Memory bias;
  private final Workers.Task someUnits = this::someUnits;

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
    width = cell.width();
    padded = (units + width - 1) / width * width;
    sums = cell.sums() * padded;
    if (padded > width && cell.sums() * width % panel != 0) {
      throw new IllegalStateException(
          "Expected blocks of whole panels of " + panel + ", found " + cell.sums() * width);
    }
    weights = Memory.ofWeights(Panels.of(inBlocks(w), nIn, sums, panel));
    this.recurrent = Memory.ofWeights(Panels.of(inBlocks(recurrent), units, sums, panel));
    this.bias = Memory.of(inBlocks(bias));
  }

  /** Rows of numbers for all sums in the order of blocks, with zeros for units that are none. */
  private float[] inBlocks(float[] w) {
    int kinds = cell.sums();
    int rows = w.length / (kinds * units);
    float[] ordered = new float[rows * sums];
    for (int row = 0; row < rows; row++) {
      for (int kind = 0; kind < kinds; kind++) {
        for (int unit = 0; unit < units; unit++) {
          int to = (unit / width * kinds + kind) * width + unit % width;
          ordered[row * sums + to] = w[(row * kinds + kind) * units + unit];
        }
      }
    }
    return ordered;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return new int[] {units, Steps.of(inputs[0], nIn)};
  }

  @Override
  public void compute(Step step) {
    int rows = step.rows;
    int length = step.inShape[0][1];
    boolean byUnits = byUnits(rows, step.lanes());
    int group = byUnits ? rows : (rows + step.lanes() - 1) / step.lanes();
    int groups = (rows + group - 1) / group;
    int atOnce = Math.min(length, Math.max(1, ROWS_AT_ONCE / group));
    MemoryPool pool = step.pool();
    Memory x = pool.take((long) rows * length * nIn);
    Memory z = pool.take((long) groups * group * atOnce * sums);
    Memory h = pool.take((long) rows * length * padded);
    Memory state = pool.take((long) rows * padded);
    Step inner = step.nested();
    try {
      inner.rows = rows;
      inner.mask = step.mask;
      inner.inputs(3);
      inner.in[0] = step.in[0];
      inner.out = x;
      Steps.apart(inner, nIn, length, group, backward);
      inner.in[0] = x;
      inner.in[1] = z;
      inner.in[2] = state;
      inner.out = h;
      inner.plan[GROUP] = group;
      inner.plan[LENGTH] = length;
      inner.plan[AT_ONCE] = atOnce;
      recur(inner, byUnits, groups);
      inner.in[0] = h;
      inner.out = step.out;
      Steps.together(inner, units, padded, length, group, backward);
    } finally {
      inner.forgetInputs();
      pool.give(x);
      pool.give(z);
      pool.give(h);
      pool.give(state);
    }
  }

  /** A sample forgets all at a step that does not count. */
  private void mask(Step step, int number, int first, int samples, int unit, int count, Lane lane) {
    int length = step.plan[LENGTH];
    int time = backward ? length - 1 - number : number;
    for (int sample = first; sample < first + samples; sample++) {
      if (!step.counts(sample, time, length)) {
        int row = first * length + number * samples + sample - first;
        Loops.fill(step.out, row * padded + unit, count, 0, lane);
        Loops.fill(step.in[2], sample * padded + unit, count, 0, lane);
      }
    }
  }

  @Override
  public int maskedSteps(int[] in) {
    return in[1];
  }

  private boolean byUnits(int rows, int lanes) {
    long read = (long) units * sums;
    boolean heavy = rows < lanes ? read >= WORTH_SHARING : read >= NEAR && rows < MANY * lanes;
    return lanes > 1 && heavy && padded > width;
  }

  private void recur(Step step, boolean byUnits, int groups) {
    int length = step.plan[LENGTH];
    int lanes = step.lanes();
    long work = (long) step.rows * sums * (nIn + units + FINISHING) / AS_LONG;
    Loops.fill(step.in[2], 0, step.rows * padded, 0, step.lane(0));
    if (!byUnits) {
      step.parallel(this, groups, work * length);
      return;
    }
    step.plan[UNITS] = (padded / width + lanes - 1) / lanes * width;
    int parts = (padded + step.plan[UNITS] - 1) / step.plan[UNITS];
    for (int i = 0; i < length; i++) {
      step.plan[STEP] = i;
      step.parallel(someUnits, parts, work);
    }
  }

  /** A group of samples through all steps. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int first = index * step.plan[GROUP];
    int samples = Math.min(step.plan[GROUP], step.rows - first);
    for (int i = 0; i < step.plan[LENGTH]; i++) {
      step(step, i, first, samples, 0, padded, lane);
    }
  }

  /** Some units of all samples through one step. */
  private void someUnits(Step step, int index, Lane lane) {
    int from = index * step.plan[UNITS];
    int count = Math.min(step.plan[UNITS], padded - from);
    step(step, step.plan[STEP], 0, step.rows, from, count, lane);
  }

  /** One step of some units of a group. */
  private void step(Step step, int number, int first, int samples, int unit, int count, Lane lane) {
    int atOnce = step.plan[AT_ONCE];
    int turn = number % atOnce;
    int z = first * atOnce * sums;
    int begin = cell.sums() * unit;
    int end = cell.sums() * (unit + count);
    int row = first * step.plan[LENGTH] + number * samples;
    if (turn == 0) {
      int columns = Math.min(atOnce, step.plan[LENGTH] - number) * samples;
      for (int from = begin; from < end; from += panel) {
        lane.a.to(weights, from * nIn, panel);
        lane.b.to(step.in[0], row * nIn, nIn);
        lane.c.to(step.in[1], z + from, sums);
        lane.d.to(bias, from, 0);
        Gemm.addColumn(Math.min(panel, end - from), columns, nIn, lane);
      }
    }
    z += turn * samples * sums;
    for (int from = number == 0 ? end : begin; from < end; from += panel) {
      lane.a.to(recurrent, from * units, panel);
      lane.b.to(step.out, (row - samples) * padded, padded);
      lane.c.to(step.in[1], z + from, sums);
      Gemm.add(Math.min(panel, end - from), samples, units, lane);
    }
    // All of a group's units lie one after the other.
    int times = count == padded ? 1 : samples;
    for (int r = 0; r < times; r++) {
      int state = (first + r) * padded + unit;
      int out = (row + r) * padded + unit;
      int at = z + r * sums + begin;
      int all = samples / times * count;
      cell.step(all, step.in[1], at, step.in[2], state, step.out, out, lane);
    }
    if (step.mask != null) {
      mask(step, number, first, samples, unit, count, lane);
    }
  }
}
