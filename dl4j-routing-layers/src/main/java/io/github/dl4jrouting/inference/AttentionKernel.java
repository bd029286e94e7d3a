package io.github.dl4jrouting.inference;

import java.util.List;
import java.util.Optional;

/**
 * Scaled dot product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2): of queries Q,
 * keys K and values V, sequences [features, steps], V softmax(Kᵀ Q / √d), where the softmax is over
 * the keys and d the number of features. With heads each has features of its own, and there may be
 * projections to these and from them. A mask adds −10⁹ to the scores of keys that it leaves out, as
 * in DL4J: they get no weight, unless it leaves out all.
 */
final class AttentionKernel implements Kernel, Workers.Task {
  /** At most so many queries are computed at once, for their scores to stay near a core. */
  private static final int QUERIES = 64;

  /** The most scores at once, where there is more than one query. */
  private static final int SCORES = 1 << 20;

  /** What the softmax of a score costs, in multiply-accumulates. */
  private static final int EXPONENTIAL = 64;

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
  private final boolean masksAreOfKeys;

  /**
   * Where queries, keys or values come from.
   *
   * @param number which of the vertex's inputs
   * @param features of a step of it
   * @param projection to the features of all heads; if there is one
   */
  record Sequences(int number, int features, Optional<Kernel> projection) {
    private int steps(int[][] inputs) {
      return Steps.of(inputs[number], features);
    }

    /**
     * The features of all heads, which may be the input itself.
     *
     * @param shape of a sample's
     */
    private Memory of(Step step, Step inner, int[] shape) {
      Memory given = step.in[number];
      long length = (long) step.rows * Shapes.size(shape);
      if (projection.isEmpty()) {
        return step.near(given, length);
      }
      Memory made = step.pool().take(length);
      project(projection.get(), inner, given, step.inShape[number], made, shape);
      return made;
    }
  }

  /**
   * A kernel.
   *
   * @param size features of a head
   * @param sequences queries, keys and values
   * @param projection of the results of all heads; if there is one
   * @param outputs features of the result
   * @param masksAreOfKeys whether a mask of the vertex is of its keys
   */
  AttentionKernel(
      int heads,
      int size,
      List<Sequences> sequences,
      Optional<Kernel> projection,
      int outputs,
      boolean masksAreOfKeys) {
    this.heads = heads;
    this.size = size;
    this.sequences = List.copyOf(sequences);
    this.projection = projection;
    this.outputs = outputs;
    this.masksAreOfKeys = masksAreOfKeys;
  }

  private static void project(
      Kernel kernel, Step step, Memory from, int[] inShape, Memory to, int[] outShape) {
    step.inputs(1);
    step.in[0] = from;
    step.inShape[0] = inShape;
    step.out = to;
    step.outShape = outShape;
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
    return masksAreOfKeys ? in[1] : -1;
  }

  @Override
  public void compute(Step step) {
    Step inner = step.nested();
    Step core = inner.nested();
    core.mask = step.mask;
    core.inputs(sequences.size());
    int[] shape = {heads * size, step.outShape[1]};
    try {
      for (int i = 0; i < sequences.size(); i++) {
        core.inShape[i] = new int[] {heads * size, sequences.get(i).steps(step.inShape)};
        core.in[i] =
            isRepeated(i) ? core.in[i - 1] : sequences.get(i).of(step, inner, core.inShape[i]);
      }
      core.out =
          projection.isPresent()
              ? step.pool().take((long) step.rows * Shapes.size(shape))
              : step.out;
      attend(core);
      if (projection.isPresent()) {
        project(projection.get(), inner, core.out, shape, step.out, step.outShape);
        step.pool().give(core.out);
      }
      for (int i = 0; i < sequences.size(); i++) {
        if (core.in[i] != step.in[sequences.get(i).number()] && !isRepeated(i)) {
          step.pool().give(core.in[i]);
        }
      }
    } finally {
      inner.forgetInputs();
    }
  }

  /** Whether these sequences are those before: with projections they never are. */
  private boolean isRepeated(int i) {
    return i > 0 && sequences.get(i).equals(sequences.get(i - 1));
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
    // In whole vectors, so that the softmax is: what lies behind the last score is nobody's.
    int width = VectorApi.isThere() ? VectorFunctions.wholeVectors(count) : count;
    int begin = keys * size;
    Memory scratch = lane.memory(begin + keys * width);
    keys(step, group * size * keys, keys, scratch, lane);
    lane.a.to(step.in[Q], group * size * queries + from, queries);
    lane.b.to(scratch, 0, size);
    lane.c.to(scratch, begin, width);
    Gemm.multiplyAll(count, keys, size, lane);
    weigh(step, group / heads, keys, scratch, begin, width, lane);
    lane.a.to(scratch, begin, width);
    lane.b.to(step.in[V], group * size * keys, keys);
    lane.c.to(step.out, group * size * queries + from, queries);
    Gemm.multiplyAll(count, size, keys, lane);
  }

  /** Puts the keys, over √d, one after the other. */
  private void keys(Step step, int at, int keys, Memory to, Lane lane) {
    int length = keys * size;
    float[] x = lane.scratch(length);
    float[] transposed = lane.second(length);
    step.in[K].get(at, x, 0, length, lane);
    Loops.transpose(x, size, keys, transposed);
    Loops.scale(transposed, length, (float) (1 / Math.sqrt(size)));
    to.buffer().put(0, transposed, 0, length);
  }

  /** Makes weights of scores, which lie key after key. */
  private static void weigh(
      Step step, int sample, int keys, Memory scratch, int at, int width, Lane lane) {
    float[] x = lane.scratch(keys * width);
    scratch.get(at, x, 0, keys * width, lane);
    for (int k = 0; k < keys; k++) {
      if (!step.counts(sample, k, keys)) {
        for (int i = k * width; i < (k + 1) * width; i++) {
          x[i] += LEFT_OUT;
        }
      }
    }
    Softmax.columns(x, 0, keys, width, lane.second(width), lane.third(width));
    scratch.buffer().put(at, x, 0, keys * width);
  }
}
