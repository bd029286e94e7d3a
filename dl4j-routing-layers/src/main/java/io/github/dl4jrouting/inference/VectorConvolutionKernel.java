package io.github.dl4jrouting.inference;

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

  /** Deepest product: what a tile reads of the inputs then stays in the first-level cache. */
  private static final int DEPTH = 256;

  /** As [row of the window][output][column][channel]. */
  private final HeapMemory weights;

  /** Each output's as often as a tile has rows. */
  private final float[] bias;

  private final boolean rectified;

  /**
   * The kernel ready to compute.
   *
   * @param w weights [outputs, channels, height, width] in c order
   */
  VectorConvolutionKernel(Convolution convolution, float[] w, float[] b) {
    super(convolution);
    weights = (HeapMemory) Memory.ofWeights(byRows(w));
    bias = new float[outputs * TILE];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = b[i / TILE];
    }
    rectified = activation == Pointwise.RELU;
  }

  @Override
  int planes() {
    return channels * window.kernel()[1];
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
    int positions = step.outShape[1] * width;
    int target = row * outputs * positions + from * width;
    if (window.isPointwise()) {
      int input = row * channels * positions + from * width;
      multiply(step, (HeapMemory) step.in[0], input, positions, 0, count * width, target, lane);
    } else {
      int plane = Planes.padded(window.inputs(0, count) * width);
      HeapMemory planes = (HeapMemory) lane.memory(Math.multiplyExact(planes(), plane));
      Planes.copy(
          step, row, from, count, window, window.kernel()[1], width, true, plane, planes, lane);
      for (int i = 0; i < window.kernel()[0]; i++) {
        int input = Planes.rowsUpTo(window, count, i) * width;
        multiply(step, planes, input, plane, i, count * width, target, lane);
      }
    }
    if (!rectified && activation != Pointwise.IDENTITY) {
      activate(step, target, count * width, lane);
    }
  }

  /**
   * Adds what comes of one row of the window.
   *
   * @param input where the planes of the inputs begin, {@code plane} from one to the next
   * @param i the row of the window
   * @param m how many results of an output there are
   * @param target where they go
   */
  private void multiply(
      Step step, HeapMemory in, int input, int plane, int i, int m, int target, Lane lane) {
    HeapMemory out = (HeapMemory) step.out;
    int positions = step.outShape[1] * step.outShape[2];
    int depth = planes();
    int parts = (depth + DEPTH - 1) / DEPTH;
    int deep = (depth + parts - 1) / parts;
    int last = window.kernel()[0] - 1;
    for (int k = 0; k < depth; k += deep) {
      boolean first = i == 0 && k == 0;
      VectorProducts.multiply(
          m,
          outputs,
          Math.min(deep, depth - k),
          in.floats(),
          in.index(input + k * plane),
          plane,
          weights.floats(),
          weights.index(i * outputs * depth + k),
          depth,
          first ? bias : out.floats(),
          first ? 0 : out.index(target),
          first ? TILE : positions,
          out.floats(),
          out.index(target),
          positions,
          rectified && i == last && k + deep >= depth,
          lane.tile());
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
