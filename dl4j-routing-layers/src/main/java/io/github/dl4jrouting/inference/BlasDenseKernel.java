package io.github.dl4jrouting.inference;

import java.util.Optional;

/**
 * A dense layer with OpenBLAS.
 *
 * <p>The weights are cut into panels of {@value #PANEL} outputs, each contiguous; a part of the
 * work is one panel times some rows. Bias and activation follow over whole rows, a few at once, in
 * one long loop.
 */
final class BlasDenseKernel extends Dense implements Workers.Task {
  private static final int PANEL = OpenBlas.PANEL;

  /** Up to this many outputs, rows of weights are faster than a panel of them. */
  private static final int NARROW = 16;

  /** Products of this many multiply-accumulates stay on one thread in OpenBLAS. */
  private static final int NARROW_PIECE = 100_000;

  /** Longest run of inputs in one product, so that some rows fit into a small one. */
  private static final int DEPTH = 2048;

  /** What a narrow product costs: reading rows takes longer than multiplying them by so little. */
  private static final int NARROW_COST = 2;

  /** What bias and activation of one number cost, in multiply-accumulates. */
  private static final int FINISHING = 16;

  /** The same for softmax. */
  private static final int EXPONENTIAL = 900;

  /** So many multiply-accumulates take OpenBLAS as long as one takes other kernels. */
  private static final int AS_LONG = 3;

  private final Memory weights;

  /** For single rows. */
  private final Optional<HalvedWeights> halved;

  private final int panels;

  /** How many rows the bias is added to at once, and as many copies of it there are. */
  private final int rowsAtOnce;

  private final float[] bias;
  private final Workers.Task finish = this::finish;
  private final Workers.Task block = this::block;

  /**
   * The kernel ready to compute.
   *
   * @param w weights, [nIn, nOut] in c order
   * @param b bias, of length nOut
   */
  BlasDenseKernel(Dense layer, float[] w, float[] b) {
    super(layer);
    rowsAtOnce = Math.max(1, Lane.CHUNK / nOut);
    bias = new float[rowsAtOnce * nOut];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = b[i % nOut];
    }
    panels = nOut <= NARROW ? 1 : (nOut + PANEL - 1) / PANEL;
    weights = Memory.ofWeights(nOut <= NARROW ? transposed(w, nOut) : packed(w));
    halved = nOut <= NARROW ? Optional.empty() : HalvedWeights.ifFaster(w, nOut);
  }

  /** Panel after panel. */
  private float[] packed(float[] w) {
    float[] packed = new float[nIn * nOut];
    int at = 0;
    for (int from = 0; from < nOut; from += PANEL) {
      int width = Math.min(PANEL, nOut - from);
      for (int i = 0; i < nIn; i++) {
        System.arraycopy(w, i * nOut + from, packed, at, width);
        at += width;
      }
    }
    return packed;
  }

  @Override
  public void compute(Step step) {
    int rows = step.rows;
    int most =
        nOut <= NARROW
            ? Math.max(1, NARROW_PIECE / (nIn * nOut))
            : OpenBlas.columns(PANEL, Math.min(nIn, DEPTH));
    if (nOut > NARROW && (long) nIn * nOut <= NEAR && rows >= FEWEST_ROWS && step.lanes() > 1) {
      // As many blocks as threads: the caller begins with the first one, always.
      int fours = (rows + 3) / 4;
      step.plan[0] = (fours + step.lanes() - 1) / step.lanes() * 4;
      step.plan[1] = most;
      int blocks = (rows + step.plan[0] - 1) / step.plan[0];
      step.parallel(block, blocks, (long) rows * nIn * nOut / AS_LONG);
    } else {
      byPanels(step, most);
    }
  }

  private void byPanels(Step step, int most) {
    int rows = step.rows;
    int pieces = (rows + most - 1) / most;
    long work = (long) Math.max(READING, rows) * nIn * nOut;
    if (nOut <= NARROW) {
      work = work * NARROW_COST + (long) rows * nOut * finishing();
      if (rows >= FEWEST_ROWS) {
        pieces = (pieces + step.lanes() - 1) / step.lanes() * step.lanes();
      }
    }
    int piece = (rows + pieces - 1) / pieces;
    piece = piece > 4 ? Math.min(most, (piece + 3) / 4 * 4) : piece;
    step.plan[0] = piece;
    pieces = (rows + piece - 1) / piece;
    step.plan[1] = pieces;
    step.parallel(this, pieces * panels, work / AS_LONG);
    if (nOut <= NARROW) {
      return;
    }
    step.parallel(
        finish, (rows + rowsAtOnce - 1) / rowsAtOnce, (long) rows * nOut * finishing() / AS_LONG);
  }

  private int finishing() {
    return softmax ? EXPONENTIAL : FINISHING;
  }

  /** All of the work for some rows. */
  private void block(Step step, int index, Lane lane) {
    int end = Math.min(step.rows, (index + 1) * step.plan[0]);
    for (int from = index * step.plan[0]; from < end; from += step.plan[1]) {
      int rows = Math.min(step.plan[1], end - from);
      int computed = padded(step, from, rows);
      for (int panel = 0; panel < panels; panel++) {
        panel(step, panel, from * nIn, from * nOut + panel * PANEL, computed, lane);
      }
      for (int r = from; r < from + rows; r += rowsAtOnce) {
        finishRows(step, r, Math.min(rowsAtOnce, from + rows - r), lane);
      }
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    // All rows for one panel, then the next: a panel is read from far memory once.
    int panel = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int rows = Math.min(step.plan[0], step.rows - from);
    int in = from * nIn;
    int out = from * nOut + panel * PANEL;
    if (rows == 1 && halved.isPresent()) {
      halved.get().multiply(step.in[0], in, step.out, out, lane);
      return;
    }
    if (nOut > NARROW) {
      panel(step, panel, in, out, padded(step, from, rows), lane);
      return;
    }
    lane.a.to(weights, 0, nIn);
    lane.b.to(step.in[0], in, nIn);
    lane.c.to(step.out, out, nOut);
    OpenBlas.multiplyTransposed(
        nOut, rows, nIn, lane.a.pointer(), lane.b.pointer(), lane.c.pointer(), nOut);
    for (int r = from; r < from + rows; r += rowsAtOnce) {
      finishRows(step, r, Math.min(rowsAtOnce, from + rows - r), lane);
    }
  }

  /**
   * OpenBLAS computes 4 rows faster than 3, unless it computes row by row: one more is computed,
   * for nobody, where there is memory behind the last. What lies there are zeros or old
   * activations.
   */
  private int padded(Step step, int from, int rows) {
    long end = from + rows + 1;
    return rows % 4 == 3
            && !OpenBlas.isByVector(rows)
            && from + rows == step.rows
            && end * nIn <= step.in[0].capacity()
            && end * nOut <= step.out.capacity()
        ? rows + 1
        : rows;
  }

  private void panel(Step step, int panel, int in, int out, int rows, Lane lane) {
    int width = Math.min(PANEL, nOut - panel * PANEL);
    for (int k = 0; k < nIn; k += DEPTH) {
      int depth = Math.min(DEPTH, nIn - k);
      lane.a.to(weights, panel * PANEL * nIn + k * width, width);
      lane.b.to(step.in[0], in + k, nIn);
      lane.c.to(step.out, out, nOut);
      OpenBlas.multiply(width, rows, depth, k > 0, lane);
    }
  }

  private void finish(Step step, int index, Lane lane) {
    int from = index * rowsAtOnce;
    finishRows(step, from, Math.min(rowsAtOnce, step.rows - from), lane);
  }

  /** At most {@link #rowsAtOnce} rows. */
  private void finishRows(Step step, int from, int rows, Lane lane) {
    int length = rows * nOut;
    float[] x = lane.scratch(length);
    step.out.buffer().get(from * nOut, x, 0, length);
    Loops.add(x, bias, length);
    activation.apply(x, length);
    if (softmax) {
      Softmax.rows(x, rows, nOut);
    }
    step.out.buffer().put(from * nOut, x, 0, length);
  }
}
