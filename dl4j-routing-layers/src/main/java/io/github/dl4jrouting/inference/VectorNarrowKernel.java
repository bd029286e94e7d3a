package io.github.dl4jrouting.inference;

import java.util.function.Consumer;

/**
 * A dense layer of few outputs with the Vector API: sums along rows of weights, for a panel of
 * outputs would be mostly empty.
 */
final class VectorNarrowKernel extends Dense implements Workers.Task {
  /** The most outputs that are few. */
  private static final int MOST_OUTPUTS = 16;

  /** Rows are computed in fours. */
  private static final int TOGETHER = 4;

  /** A part of fewer multiply-accumulates is done before another thread has its input. */
  private static final int FEWEST_MACS = 200_000;

  /** Results of a part that stay near a core. */
  private static final int MOST_RESULTS = 1 << 12;

  /** So many multiply-accumulates take as long as one takes other kernels. */
  private static final int AS_LONG = 2;

  /** Each output's in a row, with a row of zeros where the number of outputs is odd. */
  private final HeapMemory weights;

  private final float[] bias;
  private final int width;
  private final Consumer<Step> share = this::share;

  /**
   * The kernel ready to compute.
   *
   * @param w weights, [nIn, nOut] in c order
   * @param b bias, of length nOut
   */
  VectorNarrowKernel(Dense layer, float[] w, float[] b) {
    super(layer);
    width = nOut + nOut % 2;
    weights = (HeapMemory) Memory.ofWeights(transposed(w, width));
    bias = b.clone();
  }

  static boolean suits(int nOut) {
    return nOut <= MOST_OUTPUTS;
  }

  @Override
  public void compute(Step step) {
    step.withNearInput(nIn, share);
  }

  /** In parts of plan[0] rows. */
  private void share(Step step) {
    int each = (step.rows + step.lanes() - 1) / step.lanes();
    int fewest = Math.max(1, FEWEST_MACS / (nIn * nOut));
    int most = Math.max(fewest, MOST_RESULTS / width);
    int rows = Math.min(most, Math.max(fewest, each));
    step.plan[0] = (rows + TOGETHER - 1) / TOGETHER * TOGETHER;
    int parts = (step.rows + step.plan[0] - 1) / step.plan[0];
    step.parallel(this, parts, (long) step.rows * nIn * nOut / AS_LONG);
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int from = index * step.plan[0];
    int rows = Math.min(step.plan[0], step.rows - from);
    float[] sums = lane.scratch(rows * width);
    HeapMemory x = (HeapMemory) step.in[0];
    VectorProducts.alongRows(
        rows,
        width,
        nIn,
        weights.floats(),
        HeapMemory.index(0),
        x.floats(),
        HeapMemory.index(from * nIn),
        sums,
        lane.tile());
    float[] y = lane.second(rows * nOut);
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < nOut; o++) {
        y[r * nOut + o] = sums[r * width + o] + bias[o];
      }
    }
    activation.apply(y, rows * nOut);
    if (softmax) {
      Softmax.rows(y, rows, nOut);
    }
    step.out.buffer().put(from * nOut, y, 0, rows * nOut);
  }
}
