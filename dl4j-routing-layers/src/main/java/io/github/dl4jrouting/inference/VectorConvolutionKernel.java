package io.github.dl4jrouting.inference;

import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A convolution with the Vector API.
 *
 * <p>Planes are copied once for each column of the window, moved to its place: the inputs of all
 * results for one element of the window then are such a plane from an offset on, and the
 * convolution is one matrix product for each row of the window, summed up where the results are to
 * lie. Sums begin with the bias.
 */
final class VectorConvolutionKernel extends BandedConvolution {
  private static final int TILE = VectorProducts.HEIGHT;

  /** As many copied numbers as a band takes, if it has more than one row. */
  private static final int MANY_COPIED = 1 << 20;

  /** The most copied numbers. */
  private static final int MOST_COPIED = 1 << 24;

  /**
   * About the deepest product: what a tile reads of the inputs then stays in the first-level cache.
   * A depth that no such pieces divide is one product.
   */
  private static final int DEPTH = 256;

  /**
   * As [output][row of the window][column][channel]; of few channels as [output][channel][row of
   * the window][column].
   */
  private final Memory weights;

  /** Each output's as often as a tile has rows. */
  private final Memory bias;

  private final boolean rectified;
  private final Consumer<Step> bands = super::compute;

  /** Into how many pieces the inputs of one row of the window are cut. */
  private final int parts;

  /** How many inputs there are in each. */
  private final int deep;

  /**
   * The kernel ready to compute.
   *
   * @param w weights [outputs, channels, height, width] in c order
   */
  VectorConvolutionKernel(Convolution convolution, float[] w, float[] b) {
    super(convolution);
    int[] kernel = window.kernel();
    Order byOutputs = (o, i, j, c) -> ((o * kernel[0] + i) * kernel[1] + j) * channels + c;
    weights = Memory.ofWeights(isShallow() ? w : ordered(w, byOutputs));
    float[] repeated = new float[outputs * TILE];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = b[i / TILE];
    }
    bias = Memory.of(repeated);
    rectified = activation == Pointwise.RELU;
    int depth = planes();
    int fewest = Math.max(1, depth / DEPTH);
    parts =
        IntStream.rangeClosed(fewest, 2 * fewest).filter(n -> depth % n == 0).findFirst().orElse(1);
    deep = depth / parts;
  }

  private boolean isShallow() {
    return channels < FEW_CHANNELS && !window.isPointwise();
  }

  /**
   * Wide windows of many channels want so many copies that even a row of results takes too many.
   */
  @Override
  public int[] outputShape(int[][] inputs) {
    int[] out = super.outputShape(inputs);
    return copied(1, out[2]) > MOST_COPIED ? LEFT_TO_DL4J : out;
  }

  /** How many numbers are copied for some rows of results. */
  private long copied(int rows, int width) {
    int height = isShallow() ? rows : window.inputs(0, rows);
    return window.isPointwise() ? 0 : (long) planes() * height * width;
  }

  @Override
  int mostRows(int height, int width) {
    int rows = height;
    while (rows > 1 && copied(rows, width) > MANY_COPIED) {
      rows = (rows + 1) / 2;
    }
    return rows;
  }

  @Override
  int planes() {
    return channels * window.kernel()[1] * (isShallow() ? window.kernel()[0] : 1);
  }

  /** How many products there are. */
  private int products() {
    return isShallow() ? 1 : window.kernel()[0];
  }

  @Override
  public void compute(Step step) {
    if (window.isPointwise()) {
      step.withNearInput(Shapes.size(step.inShape[0]), bands);
    } else {
      super.compute(step);
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int row = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int count = Math.min(step.plan[0], step.outShape[1] - from);
    int width = step.outShape[2];
    int m = count * width;
    int positions = step.outShape[1] * width;
    int target = row * outputs * positions + from * width;
    if (window.isPointwise()) {
      lane.a.to(step.in[0], row * channels * positions + from * width, positions);
    } else {
      int columns = window.kernel()[1];
      boolean whole = !isShallow();
      int plane = Planes.padded((whole ? window.inputs(0, count) : count) * width);
      Memory scratch = lane.memory(Math.multiplyExact(planes(), plane));
      Planes.copy(step, row, from, count, window, columns, width, whole, plane, scratch, lane);
      lane.a.to(scratch, 0, plane);
    }
    lane.c.to(step.out, target, positions);
    multiply(m, count, width, lane);
    if (!rectified && activation != Pointwise.IDENTITY) {
      activate(step, target, m, lane);
    }
  }

  /** From the lane's first operand, in pieces for one row of the window after the other. */
  private void multiply(int m, int count, int width, Lane lane) {
    int[] pieces = lane.bits(products() * parts);
    for (int i = 0; i < products(); i++) {
      int begin = Planes.rowsUpTo(window, count, i) * width;
      for (int part = 0; part < parts; part++) {
        pieces[i * parts + part] = begin + part * deep * lane.a.leading();
      }
    }
    lane.a.inPieces(pieces, products() * parts);
    lane.b.to(weights, 0, planes() * products());
    lane.d.to(bias, 0, TILE);
    VectorGemm.multiply(m, outputs, deep, rectified, lane);
  }

  private void activate(Step step, int target, int length, Lane lane) {
    int positions = step.outShape[1] * step.outShape[2];
    float[] x = lane.scratch(length);
    for (int o = 0; o < outputs; o++) {
      step.out.buffer().get(target + o * positions, x, 0, length);
      activation.apply(x, length);
      step.out.buffer().put(target + o * positions, x, 0, length);
    }
  }
}
