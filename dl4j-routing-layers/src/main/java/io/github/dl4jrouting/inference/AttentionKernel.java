package io.github.dl4jrouting.inference;

import java.util.List;
import java.util.Optional;

/**
 * Scaled dot product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2): of queries Q,
 * keys K and values V, sequences [features, steps], V softmax(Kᵀ Q / √d), where the softmax is over
 * the keys and d the number of features. With heads each has features of its own, and there may be
 * projections to these and from them. Keys that a mask leaves out count for nothing.
 */
final class AttentionKernel implements Kernel, Workers.Task {
  /** So many queries are computed at once, for their scores to stay near a core. */
  private static final int QUERIES = 64;

  /** The most scores at once, where there is more than one query. */
  private static final int SCORES = 1 << 20;

  /** What the softmax of a score costs, in multiply-accumulates. */
  private static final int EXPONENTIAL = 64;

  /** What DL4J adds to scores of keys that do not count. */
  private static final float LEFT_OUT = -1e9f;

  /** Where there are queries, keys and values. */
  private static final int Q = 0;

  private static final int K = 1;
  private static final int V = 2;

  /** What a step's plan has: queries at once, and how many times these are all. */
  private static final int AT_ONCE = 0;

  private static final int TIMES = 1;

  private final int heads;
  private final int size;
  private final List<Sequences> sequences;
  private final Optional<Kernel> projection;
  private final int outputs;

  /**
   * Where queries, keys or values come from.
   *
   * @param number which of the vertex's inputs
   * @param features of a step of it
   * @param projection to the features of all heads, a convolution of 1×1; if there is one
   */
  record Sequences(int number, int features, Optional<Kernel> projection) {
    private int steps(int[][] inputs) {
      return Steps.of(inputs[number], features);
    }

    /**
     * The features of all heads, which may be the input itself.
     *
     * @param length how many numbers there are
     */
    private Memory of(Step step, Step inner, int length) {
      Memory given = step.in[number];
      boolean near = !VectorApi.isThere() || given instanceof HeapMemory;
      if (projection.isEmpty() && near) {
        return given;
      }
      Memory made = step.pool().take(length);
      if (projection.isEmpty()) {
        given.get(0, ((HeapMemory) made).floats(), HeapMemory.index(0), length, step.lane(0));
        return made;
      }
      int count = step.inShape[number][1];
      project(projection.get(), inner, given, features, made, length / step.rows / count, count);
      return made;
    }
  }

  /**
   * A kernel.
   *
   * @param size features of a head
   * @param sequences queries, keys and values
   * @param projection of the results of all heads, a convolution of 1×1; if there is one
   * @param outputs features of the result
   */
  AttentionKernel(
      int heads, int size, List<Sequences> sequences, Optional<Kernel> projection, int outputs) {
    this.heads = heads;
    this.size = size;
    this.sequences = List.copyOf(sequences);
    this.projection = projection;
    this.outputs = outputs;
  }

  /** A convolution of 1×1, which sees steps as positions. */
  private static void project(
      Kernel kernel, Step step, Memory from, int features, Memory to, int outputs, int steps) {
    step.inputs(1);
    step.in[0] = from;
    step.inShape[0] = new int[] {features, steps, 1};
    step.out = to;
    step.outShape = new int[] {outputs, steps, 1};
    kernel.compute(step);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int keys = sequences.get(K).steps(inputs);
    int values = sequences.get(V).steps(inputs);
    if (keys != values) {
      throw new IllegalArgumentException(
          "expected a value for each of the "
              + keys
              + " keys, found "
              + values
              + ". Make both of sequences of the same length.");
    }
    return new int[] {outputs, sequences.get(Q).steps(inputs)};
  }

  @Override
  public int maskedSteps(int[] in) {
    return in[1];
  }

  @Override
  public void compute(Step step) {
    Step inner = step.nested();
    inner.rows = step.rows;
    inner.mask = null;
    Step core = inner.nested();
    core.rows = step.rows;
    core.mask = step.mask;
    core.inputs(sequences.size());
    int all = heads * size;
    int queries = step.outShape[1];
    try {
      for (int i = 0; i < sequences.size(); i++) {
        int steps = sequences.get(i).steps(step.inShape);
        core.inShape[i] = new int[] {all, steps};
        core.in[i] = sequences.get(i).of(step, inner, step.rows * all * steps);
      }
      core.outShape = new int[] {all, queries};
      core.out =
          projection.isPresent() ? step.pool().take((long) step.rows * all * queries) : step.out;
      attend(core);
      if (projection.isPresent()) {
        project(projection.get(), inner, core.out, all, step.out, outputs, queries);
        step.pool().give(core.out);
      }
      for (int i = 0; i < sequences.size(); i++) {
        if (core.in[i] != step.in[sequences.get(i).number()]) {
          step.pool().give(core.in[i]);
        }
      }
    } finally {
      inner.forgetInputs();
    }
  }

  private void attend(Step step) {
    int queries = step.inShape[Q][1];
    int keys = step.inShape[K][1];
    step.plan[AT_ONCE] = Math.max(1, Math.min(Math.min(queries, QUERIES), SCORES / keys));
    step.plan[TIMES] = (queries + step.plan[AT_ONCE] - 1) / step.plan[AT_ONCE];
    long scores = (long) step.rows * heads * queries * keys;
    step.parallel(this, step.rows * heads * step.plan[TIMES], scores * (2L * size + EXPONENTIAL));
  }

  /** Some queries of a head of a sample. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int group = index / step.plan[TIMES];
    int from = index % step.plan[TIMES] * step.plan[AT_ONCE];
    int queries = step.inShape[Q][1];
    int keys = step.inShape[K][1];
    int count = Math.min(step.plan[AT_ONCE], queries - from);
    int scores = keys * size;
    int row = VectorApi.isThere() ? VectorProducts.wholeVectors(count) : count;
    Memory scratch = lane.memory(scores + keys * row);
    keys(step, group * size * keys, keys, scratch, lane);
    lane.a.to(step.in[Q], group * size * queries + from, queries);
    lane.b.to(scratch, 0, size);
    lane.c.to(scratch, scores, row);
    multiply(count, keys, size, lane);
    weigh(step, group / heads, keys, scratch, scores, row, lane);
    lane.a.to(scratch, scores, row);
    lane.b.to(step.in[V], group * size * keys, keys);
    lane.c.to(step.out, group * size * queries + from, queries);
    multiply(count, size, keys, lane);
  }

  /** Puts the keys, over √d, side by side. */
  private void keys(Step step, int begin, int keys, Memory to, Lane lane) {
    int length = keys * size;
    float[] x = lane.scratch(length);
    float[] transposed = lane.second(length);
    step.in[K].get(begin, x, 0, length, lane);
    Loops.transpose(x, size, keys, transposed);
    Loops.scale(transposed, length, (float) (1 / Math.sqrt(size)));
    to.buffer().put(0, transposed, 0, length);
  }

  /** Makes weights of scores, which lie key after key. */
  private static void weigh(
      Step step, int row, int keys, Memory scratch, int at, int count, Lane lane) {
    float[] x = lane.scratch(keys * count);
    scratch.get(at, x, 0, keys * count, lane);
    for (int k = 0; k < keys; k++) {
      for (int i = k * count; i < (k + 1) * count && !step.counts(row, k, keys); i++) {
        x[i] += LEFT_OUT;
      }
    }
    Softmax.columns(x, 0, keys, count, lane.second(count), lane.third(count));
    scratch.buffer().put(at, x, 0, keys * count);
  }

  /** C [m×n] = A [m×k] B [k×n] of the lane's operands. */
  private static void multiply(int m, int n, int k, Lane lane) {
    int most = Gemm.columns(m, k);
    for (int from = 0; from < n; from += most) {
      lane.b.shift(from * lane.b.leading());
      lane.c.shift(from * lane.c.leading());
      Gemm.multiply(m, Math.min(most, n - from), k, lane);
      if (most >= n) {
        return; // most may be the largest number
      }
    }
  }
}
