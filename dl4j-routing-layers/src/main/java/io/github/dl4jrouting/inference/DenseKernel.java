package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;

/**
 * Y [N, nOut] = f(X [N, nIn] W [nIn, nOut] + b), row after row.
 *
 * <p>The weights are cut into panels of {@value #PANEL} outputs, each contiguous; a part of the
 * work is one panel times some rows, with bias and activation applied while the result is in the
 * cache.
 */
final class DenseKernel implements Foldable, Workers.Task {
  private static final int PANEL = 64;

  /** Up to this many outputs, rows of weights are faster than a panel of them. */
  private static final int NARROW = 8;

  /** Products of this many multiply-accumulates stay on one thread in OpenBLAS. */
  private static final int NARROW_PIECE = 100_000;

  /** Longest run of inputs in one product, so that some rows fit into a small one. */
  private static final int DEPTH = 2048;

  private final int nIn;
  private final int nOut;
  private final int[] inShape;
  private final float[] unpacked;
  private final float[] unpackedBias;
  private final Memory weights;
  private final float[][] bias;
  private final Pointwise activation;
  private final boolean softmax;

  /**
   * A dense layer.
   *
   * @param inShape the shape of one row of the input, any with nIn elements; empty for [nIn]
   * @param w weights, [nIn, nOut] in c order
   * @param b bias, of length nOut
   */
  DenseKernel(
      int[] inShape, int nOut, float[] w, float[] b, Pointwise activation, boolean softmax) {
    this.inShape = inShape.clone();
    this.nIn = Shapes.size(inShape);
    this.nOut = nOut;
    this.activation = activation;
    this.softmax = softmax;
    unpacked = w.clone();
    unpackedBias = b.clone();
    weights = null;
    bias = null;
  }

  /** The kernel ready to compute. */
  private DenseKernel(DenseKernel plain) {
    inShape = plain.inShape;
    nIn = plain.nIn;
    nOut = plain.nOut;
    activation = plain.activation;
    softmax = plain.softmax;
    unpacked = null;
    unpackedBias = null;
    float[] w = plain.unpacked;
    float[] b = plain.unpackedBias;
    int panels = (nOut + PANEL - 1) / PANEL;
    float[] packed = new float[nIn * nOut];
    if (nOut <= NARROW) {
      for (int o = 0; o < nOut; o++) {
        for (int i = 0; i < nIn; i++) {
          packed[o * nIn + i] = w[i * nOut + o];
        }
      }
      bias = new float[][] {b.clone()};
      weights = Memory.of(packed);
      return;
    }
    bias = new float[panels][];
    int at = 0;
    for (int p = 0; p < panels; p++) {
      int from = p * PANEL;
      int width = Math.min(PANEL, nOut - from);
      bias[p] = Arrays.copyOfRange(b, from, from + width);
      for (int i = 0; i < nIn; i++) {
        System.arraycopy(w, i * nOut + from, packed, at, width);
        at += width;
      }
    }
    weights = Memory.of(packed);
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY && !softmax;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    if (by.length != nOut) {
      return Optional.empty();
    }
    float[] w = unpacked.clone();
    float[] b = unpackedBias.clone();
    for (int i = 0; i < w.length; i++) {
      w[i] *= by[i % nOut];
    }
    for (int o = 0; o < nOut; o++) {
      b[o] = b[o] * by[o] + plus[o];
    }
    return Optional.of(new DenseKernel(inShape, nOut, w, b, activation, softmax));
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new DenseKernel(inShape, nOut, unpacked, unpackedBias, function, softmax);
  }

  @Override
  public DenseKernel prepared() {
    return new DenseKernel(this);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    if (!Arrays.equals(inputs[0], inShape)) {
      throw new IllegalArgumentException(
          "expected input of shape "
              + Shapes.text(inShape)
              + ", found "
              + Shapes.text(inputs[0])
              + ". Check the data and the layers before it.");
    }
    return new int[] {nOut};
  }

  @Override
  public void compute(Step step) {
    int rows = step.rows;
    int most =
        nOut <= NARROW
            ? Math.max(1, NARROW_PIECE / (nIn * nOut))
            : Gemm.columns(PANEL, Math.min(nIn, DEPTH));
    int pieces = (rows + most - 1) / most;
    int piece = (rows + pieces - 1) / pieces;
    piece = piece > 4 ? Math.min(most, (piece + 3) / 4 * 4) : piece;
    step.plan[0] = piece;
    pieces = (rows + piece - 1) / piece;
    step.plan[1] = pieces;
    step.parallel(this, pieces * bias.length, (long) rows * nIn * nOut);
    if (softmax) {
      Softmax.rows(step.out, rows, nOut, step.lane(0));
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    // All rows for one panel, then the next: a panel is read from far memory once.
    int panel = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int rows = Math.min(step.plan[0], step.rows - from);
    int width = bias[panel].length;
    long out = (long) from * nOut + panel * PANEL;
    if (nOut <= NARROW) {
      Gemm.multiplyTransposed(
          nOut,
          rows,
          nIn,
          lane.a.to(weights.address(0)),
          lane.b.to(step.in[0].address((long) from * nIn)),
          lane.c.to(step.out.address(out)),
          nOut);
    } else {
      panel(step, panel, from, rows, lane);
    }
    if (nOut <= NARROW) {
      finishNarrow(step, (int) out, rows, lane);
      return;
    }
    float[] x = lane.scratch(PANEL);
    for (int r = 0; r < rows; r++) {
      int at = (int) out + r * nOut;
      step.out.buffer().get(at, x, 0, width);
      Loops.add(x, bias[panel], width);
      activation.apply(x, width);
      step.out.buffer().put(at, x, 0, width);
    }
  }

  /** Rows of few numbers lie one after the other: all of them at once. */
  private void finishNarrow(Step step, int at, int rows, Lane lane) {
    int length = rows * nOut;
    float[] x = lane.scratch(length);
    step.out.buffer().get(at, x, 0, length);
    for (int i = 0; i < length; i += nOut) {
      for (int o = 0; o < nOut; o++) {
        x[i + o] += bias[0][o];
      }
    }
    activation.apply(x, length);
    step.out.buffer().put(at, x, 0, length);
  }

  private void panel(Step step, int panel, int from, int rows, Lane lane) {
    int width = bias[panel].length;
    long out = (long) from * nOut + panel * PANEL;
    for (int k = 0; k < nIn; k += DEPTH) {
      int depth = Math.min(DEPTH, nIn - k);
      Gemm.multiply(
          width,
          rows,
          depth,
          lane.a.to(weights.address((long) panel * PANEL * nIn + (long) k * width)),
          width,
          lane.b.to(step.in[0].address((long) from * nIn + k)),
          nIn,
          k == 0 ? 0 : 1,
          lane.c.to(step.out.address(out)),
          nOut);
    }
  }
}
