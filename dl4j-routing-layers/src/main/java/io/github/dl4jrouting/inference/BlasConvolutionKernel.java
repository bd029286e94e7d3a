package io.github.dl4jrouting.inference;

/**
 * A convolution with OpenBLAS.
 *
 * <p>Planes are copied once for each column of the window, moved to its place: the inputs of all
 * outputs for one element of the window then are such a plane from an offset on, and the
 * convolution is one matrix product for each row of the window, summed up. Images of few channels,
 * whose products would not be deep enough, are copied for each row of the window as well. For few
 * outputs, or wide windows, so many copies cost more than they save: planes are copied once, with
 * zeros around, and there is a product for each element of the window, with results for a few
 * columns too many.
 */
final class BlasConvolutionKernel extends BandedConvolution {
  /** Multiplications by a copied number that are worth its copy for a column of the window. */
  private static final int WORTH_MOVING = 48;

  /** Most columns of a window that are copied each, so that memory stays of the input's size. */
  private static final int WIDEST = 11;

  /** Deepest product: the weights of 64 outputs then stay in the first-level cache. */
  private static final int DEPTH = 128;

  private final float[] bias;

  /** As [row of the window][output][column][channel], or as they were. */
  private final Memory packed;

  /**
   * The kernel ready to compute.
   *
   * @param w weights [outputs, channels, height, width] in c order
   */
  BlasConvolutionKernel(Convolution convolution, float[] w, float[] bias) {
    super(convolution);
    this.bias = bias;
    int width = window.kernel()[1];
    Order byRows = (o, i, j, c) -> ((i * outputs + o) * width + j) * channels + c;
    packed = Memory.ofWeights(isShifting() ? ordered(w, byRows) : w);
  }

  private boolean isShifting() {
    return window.isPointwise() || channels >= FEW_CHANNELS;
  }

  /** As many as there are in one product. */
  @Override
  int planes() {
    return channels * rows() * columns();
  }

  /** For how many rows of the window a plane is copied: for each, or once for all. */
  private int rows() {
    return isShifting() ? 1 : window.kernel()[0];
  }

  /** For how many columns of the window a plane is copied: for each, or once for all. */
  private int columns() {
    int[] kernel = window.kernel();
    boolean apart = window.stride()[0] > 1 || window.stride()[1] > 1;
    boolean worth = outputs * kernel[0] >= WORTH_MOVING && kernel[1] <= WIDEST;
    return !isShifting() || apart || worth ? kernel[1] : 1;
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int row = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int count = Math.min(step.plan[0], step.outShape[1] - from);
    int size = step.inShape[0][1] * step.inShape[0][2];
    int outWidth = step.outShape[2];
    int[] kernel = window.kernel();
    boolean direct = window.isPointwise();
    int columns = columns();
    int length = columns == kernel[1] ? outWidth : window.inputs(1, outWidth);
    int m = (count - 1) * length + outWidth;
    int rows = rows();
    int height = isShifting() ? window.inputs(0, count) : count;
    int plane = direct ? size : Planes.padded(height * length);
    int planes = planes();
    int result = Planes.padded(m);
    int results = direct ? 0 : Math.multiplyExact(planes, plane);
    Memory scratch = lane.memory(Math.addExact(results, Math.multiplyExact(outputs, result)));
    Memory input = direct ? step.in[0] : scratch;
    int start = direct ? row * channels * size + from * outWidth : 0;
    if (!direct) {
      Planes.copy(
          step, row, from, count, window, columns, length, isShifting(), plane, scratch, lane);
    }
    for (int i = 0; i < kernel[0]; i += rows) {
      for (int j = 0; j < kernel[1]; j += columns) {
        int offset = Planes.rowsUpTo(window, count, i) * length + j * window.dilation()[1];
        lane.a.to(input, start + offset, plane);
        lane.b.to(packed, (i * outputs * kernel[1] + j) * channels, channels * rows * kernel[1]);
        lane.c.to(scratch, results, result);
        multiply(m, planes, i + j > 0, lane);
      }
    }
    Planes.store(step, row, from, count, scratch, results, result, length, bias, activation, lane);
  }

  /**
   * All outputs, in pieces that are not too deep: the lane's operands are the inputs, a column for
   * each position, the weights of an output in a row, and results.
   *
   * @param m positions
   * @param depth inputs of one
   * @param add whether to keep what there is of results
   */
  private void multiply(int m, int depth, boolean add, Lane lane) {
    int parts = (depth + DEPTH - 1) / DEPTH;
    int deep = (depth + parts - 1) / parts;
    int columns = Math.min(outputs, OpenBlas.columns(m, deep));
    for (int k = 0; k < depth; k += deep) {
      lane.a.shift(k * lane.a.leading());
      for (int o = 0; o < outputs; o += columns) {
        lane.b.shift(o * lane.b.leading() + k);
        lane.c.shift(o * lane.c.leading());
        OpenBlas.multiply(
            m, Math.min(columns, outputs - o), Math.min(deep, depth - k), add || k > 0, lane);
      }
    }
  }
}
