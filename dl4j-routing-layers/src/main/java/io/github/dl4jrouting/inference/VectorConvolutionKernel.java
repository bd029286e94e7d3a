package io.github.dl4jrouting.inference;

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

  /**
   * As many numbers as a memory page has: results that lie so far apart push each other out of the
   * first-level cache, and are made elsewhere first.
   */
  private static final int PAGE = 1024;

  /** Deepest product: what a tile reads of the inputs then stays in the first-level cache. */
  private static final int DEPTH = 256;

  /**
   * Images of fewer are copied for each row of the window as well, for products to be deep enough.
   */
  private static final int FEW_CHANNELS = 8;

  /**
   * As [output][row of the window][column][channel]; of few channels as [output][channel][row of
   * the window][column].
   */
  private final Memory weights;

  /** Each output's as often as a tile has rows. */
  private final Memory bias;

  private final boolean rectified;

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
    weights = Memory.ofWeights(isShallow() ? w : byOutputs(w));
    float[] repeated = new float[outputs * TILE];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = b[i / TILE];
    }
    bias = Memory.of(repeated);
    rectified = activation == Pointwise.RELU;
    int depth = planes();
    int fewest = (depth + DEPTH - 1) / DEPTH;
    parts = IntStream.rangeClosed(fewest, depth).filter(n -> depth % n == 0).findFirst().orElse(1);
    deep = depth / parts;
  }

  private float[] byOutputs(float[] w) {
    int height = window.kernel()[0];
    int width = window.kernel()[1];
    float[] ordered = new float[w.length];
    for (int from = 0; from < w.length; from++) {
      int j = from % width;
      int i = from / width % height;
      int c = from / width / height % channels;
      int o = from / width / height / channels;
      ordered[((o * height + i) * width + j) * channels + c] = w[from];
    }
    return ordered;
  }

  private boolean isShallow() {
    return channels < FEW_CHANNELS && !window.isPointwise();
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
    Memory given = step.in[0];
    if (window.isPointwise()) {
      step.in[0] = Gemm.near(given, step.rows * Shapes.size(step.inShape[0]), step.pool());
    }
    super.compute(step);
    if (step.in[0] != given) {
      step.pool().give(step.in[0]);
      step.in[0] = given;
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
    int copied = isShallow() ? count : window.inputs(0, count);
    int plane = window.isPointwise() ? 0 : Planes.padded(copied * width);
    int planes = Math.multiplyExact(planes(), plane);
    boolean aside = positions % PAGE == 0;
    int apart = aside ? Planes.padded(m) : positions;
    int results = aside ? Math.multiplyExact(outputs, apart) : 0;
    Memory scratch = lane.memory(Math.addExact(planes, results));
    int target = row * outputs * positions + from * width;
    lane.c.to(aside ? scratch : step.out, aside ? planes : target, apart);
    int[] pieces = lane.bits(products() * parts);
    if (window.isPointwise()) {
      lane.a.to(step.in[0], row * channels * positions + from * width, positions);
    } else {
      int[] kernel = window.kernel();
      Planes.copy(
          step, row, from, count, window, kernel[1], width, !isShallow(), plane, scratch, lane);
      lane.a.to(scratch, 0, plane);
    }
    for (int i = 0; i < products(); i++) {
      for (int part = 0; part < parts; part++) {
        pieces[i * parts + part] =
            Planes.rowsUpTo(window, count, i) * width + part * deep * lane.a.leading();
      }
    }
    lane.a.inPieces(pieces, products() * parts);
    lane.b.to(weights, 0, planes() * products());
    lane.d.to(bias, 0, TILE);
    VectorGemm.multiply(m, outputs, deep, rectified, lane);
    for (int o = 0; aside && o < outputs; o++) {
      step.out.copyFrom(scratch, planes + o * apart, target + o * positions, m);
    }
    if (!rectified && activation != Pointwise.IDENTITY) {
      activate(step, target, m, lane);
    }
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
