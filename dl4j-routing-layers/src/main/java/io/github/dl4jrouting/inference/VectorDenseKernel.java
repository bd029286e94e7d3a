package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A dense layer with the Vector API.
 *
 * <p>The weights are cut into panels of as many outputs as a tile of {@link VectorProducts} has
 * rows, each contiguous. Sums begin with the bias, and a part of the work is some panels times some
 * rows; only activation functions other than ReLU follow, over whole rows.
 */
final class VectorDenseKernel extends Dense implements Workers.Task {
  private static final int PANEL = VectorProducts.HEIGHT;

  /** Inputs that stay near a core while panel after panel is multiplied by them. */
  private static final int INPUTS_AT_ONCE = 1 << 17;

  /** Parts for each thread: few, for a part of few rows is soon done. */
  private static final int PARTS = 4;

  /** What an activation function of one number costs, in multiply-accumulates. */
  private static final int FINISHING = 64;

  /** The same for softmax. */
  private static final int EXPONENTIAL = 1800;

  /** So many multiply-accumulates take as long as one takes other kernels. */
  private static final int AS_LONG = 6;

  private final Memory weights;

  /** With zeros for what a tile has too many of. */
  private final Memory bias;

  private final int panels;
  private final boolean rectified;

  /** Whether whole rows are still to be worked on. */
  private final boolean unfinished;

  private final Consumer<Step> multiply = this::multiply;
  private final Workers.Task block = this::block;
  private final Workers.Task finish = this::finish;

  /**
   * The kernel ready to compute.
   *
   * @param w weights, [nIn, nOut] in c order
   * @param b bias, of length nOut
   */
  VectorDenseKernel(Dense layer, float[] w, float[] b) {
    super(layer);
    panels = (nOut + PANEL - 1) / PANEL;
    weights = Memory.ofWeights(Panels.of(w, nIn, nOut, PANEL));
    bias = Memory.of(Arrays.copyOf(b, panels * PANEL));
    rectified = activation == Pointwise.RELU;
    unfinished = softmax || !rectified && activation != Pointwise.IDENTITY;
  }

  @Override
  public void compute(Step step) {
    step.withNearInput(nIn, multiply);
  }

  private void multiply(Step step) {
    int rows = step.rows;
    if ((long) nIn * nOut <= NEAR && rows >= FEWEST_ROWS && step.lanes() > 1) {
      // As many blocks as threads: the caller begins with the first one, always.
      step.plan[0] = even((rows + step.lanes() - 1) / step.lanes());
      int blocks = (rows + step.plan[0] - 1) / step.plan[0];
      step.parallel(block, blocks, (long) rows * nIn * nOut / AS_LONG);
      return;
    }
    int atOnce = even(Math.max(1, Math.min(rows, INPUTS_AT_ONCE / nIn)));
    int pieces = (rows + atOnce - 1) / atOnce;
    step.plan[0] = even((rows + pieces - 1) / pieces);
    step.plan[1] = pieces;
    step.plan[2] = Math.max(1, panels / (PARTS * step.lanes()));
    int groups = (panels + step.plan[2] - 1) / step.plan[2];
    step.parallel(this, pieces * groups, (long) Math.max(READING, rows) * nIn * nOut / AS_LONG);
    if (unfinished) {
      step.parallel(finish, rows, (long) rows * nOut * finishing() / AS_LONG);
    }
  }

  /** At least so many, without one left over. */
  private static int even(int rows) {
    return (rows + 1) / 2 * 2;
  }

  private int finishing() {
    return softmax ? EXPONENTIAL : FINISHING;
  }

  /** All of the work for some rows. */
  private void block(Step step, int index, Lane lane) {
    int from = index * step.plan[0];
    int rows = Math.min(step.plan[0], step.rows - from);
    panels(step, 0, panels, from, rows, lane);
    if (unfinished) {
      for (int r = from; r < from + rows; r++) {
        finish(step, r, lane);
      }
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    // All rows for some panels, then the next: a panel is read from far memory once.
    int first = index / step.plan[1] * step.plan[2];
    int last = Math.min(panels, first + step.plan[2]);
    int from = index % step.plan[1] * step.plan[0];
    panels(step, first, last, from, Math.min(step.plan[0], step.rows - from), lane);
  }

  private void panels(Step step, int first, int last, int from, int rows, Lane lane) {
    lane.b.to(step.in[0], from * nIn, nIn);
    for (int panel = first; panel < last; panel++) {
      lane.a.to(weights, panel * PANEL * nIn, PANEL);
      lane.d.to(bias, panel * PANEL, 0);
      lane.c.to(step.out, from * nOut + panel * PANEL, nOut);
      VectorGemm.multiply(Math.min(PANEL, nOut - panel * PANEL), rows, nIn, rectified, lane);
    }
  }

  /** One row. */
  private void finish(Step step, int row, Lane lane) {
    float[] x = lane.scratch(nOut);
    step.out.buffer().get(row * nOut, x, 0, nOut);
    activation.apply(x, nOut);
    if (softmax) {
      Softmax.rows(x, 1, nOut);
    }
    step.out.buffer().put(row * nOut, x, 0, nOut);
  }
}
