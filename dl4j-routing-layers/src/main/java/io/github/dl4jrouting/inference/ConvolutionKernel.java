package io.github.dl4jrouting.inference;

import java.util.Optional;

/**
 * Convolution of [C, H, W] images, with bias and activation.
 *
 * <p>Planes are copied once for each column of the window, moved to its place: the inputs of all
 * outputs for one element of the window then are such a plane from an offset on, and the
 * convolution is one matrix product for each row of the window, summed up. Images of few channels,
 * whose products would not be deep enough, are copied for each row of the window as well. For few
 * outputs, or wide windows, so many copies cost more than they save: planes are copied once, with
 * zeros around, and there is a product for each element of the window, with results for a few
 * columns too many.
 */
final class ConvolutionKernel implements Foldable, Workers.Task {
  /** About as many outputs of one channel as a part computes at most. */
  private static final int POSITIONS = 1200;

  /** A band of fewer is mostly rows that its neighbours copy too, and reads all weights again. */
  private static final int FEWEST_POSITIONS = 256;

  /** What each further band adds to the time of a sample: it copies rows that others copy too. */
  private static final double ANOTHER_BAND = 0.2;

  private static final int FEW_CHANNELS = 8;

  /** Multiplications by a copied number that are worth its copy for a column of the window. */
  private static final int WORTH_MOVING = 48;

  /** Most columns of a window that are copied each, so that memory stays of the input's size. */
  private static final int WIDEST = 11;

  /** Deepest product: the weights of 64 outputs then stay in the first-level cache. */
  private static final int DEPTH = 128;

  /** Deepest product that is worth being pooled before it is stored. */
  private static final int POOLED_DEPTH = 256;

  private final int channels;
  private final int outputs;
  private final Window window;
  private final float[] w;
  private final float[] bias;
  private final Pointwise activation;
  private final Memory packed;

  /**
   * A convolution.
   *
   * @param w weights [outputs, channels, height, width] in c order
   */
  ConvolutionKernel(
      int channels, int outputs, Window window, float[] w, float[] bias, Pointwise activation) {
    this(channels, outputs, window, w, bias, activation, null);
  }

  private ConvolutionKernel(
      int channels,
      int outputs,
      Window window,
      float[] w,
      float[] bias,
      Pointwise activation,
      Memory packed) {
    this.channels = channels;
    this.outputs = outputs;
    this.window = window;
    this.w = w;
    this.bias = bias;
    this.activation = activation;
    this.packed = packed;
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    if (by.length != outputs) {
      return Optional.empty();
    }
    Filters scaled = new Filters(w, bias).scaled(by, plus);
    return Optional.of(
        new ConvolutionKernel(channels, outputs, window, scaled.w(), scaled.bias(), activation));
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new ConvolutionKernel(channels, outputs, window, w, bias, function);
  }

  @Override
  public Optional<Kernel> pooled(SubsamplingKernel pooling) {
    boolean dense =
        window.stride()[0] == 1
            && window.stride()[1] == 1
            && window.dilation()[0] == 1
            && window.dilation()[1] == 1;
    boolean rising = activation == Pointwise.IDENTITY || activation == Pointwise.RELU;
    boolean few = !isShifting() && channels * packed(window.kernel()) <= POOLED_DEPTH;
    return dense && rising && few && pooling.isLargestOfFour()
        ? Optional.of(
            new PooledConvolutionKernel(this, pooling, window, channels, w, bias, activation))
        : Optional.empty();
  }

  /** Packed as [row of the window][output][column][channel], or as they are. */
  @Override
  public Kernel prepared() {
    float[] weights = isShifting() ? byRows() : w;
    return new ConvolutionKernel(
        channels, outputs, window, null, bias, activation, Memory.ofWeights(weights));
  }

  private float[] byRows() {
    int height = window.kernel()[0];
    int width = window.kernel()[1];
    float[] ordered = new float[w.length];
    for (int from = 0; from < w.length; from++) {
      int j = from % width;
      int i = from / width % height;
      int c = from / width / height % channels;
      int o = from / width / height / channels;
      ordered[((i * outputs + o) * width + j) * channels + c] = w[from];
    }
    return ordered;
  }

  private boolean isShifting() {
    return window.isPointwise() || channels >= FEW_CHANNELS;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return window.outputShape(inputs[0], channels, outputs);
  }

  @Override
  public void compute(Step step) {
    int parts = cut(step, bands(step.rows, step.lanes()));
    long work = (long) step.rows * Shapes.size(step.outShape) * packed(window.kernel()) * channels;
    step.parallel(this, parts, work);
  }

  /** How many bands a sample is cut into for the threads to be done with all samples soonest. */
  static int bands(int samples, int threads) {
    int best = 1;
    double least = Double.MAX_VALUE;
    for (int bands = 1; bands <= threads; bands++) {
      int inTurn = (samples * bands + threads - 1) / threads;
      double time = inTurn * (1 + ANOTHER_BAND * (bands - 1)) / bands;
      if (time < least) {
        best = bands;
        least = time;
      }
    }
    return best;
  }

  /**
   * Cuts the rows of each result into bands: plan[0] rows, and plan[1] of them a sample.
   *
   * @param fewest bands a sample, as far as it has so many rows
   * @return how many bands there are in all
   */
  private int cut(Step step, int fewest) {
    int height = step.outShape[1];
    int positions = height * step.outShape[2];
    int most = Math.min(POSITIONS, Planes.COPIED / planes());
    int shared = (window.inputs(0, 1) - window.stride()[0]) * step.outShape[2];
    most = Math.max(most, Math.min(Math.max(FEWEST_POSITIONS, shared), 2 * POSITIONS));
    int bands = Math.min(height, Math.max(fewest, (positions + most / 2) / most));
    step.plan[0] = (height + bands - 1) / bands;
    step.plan[1] = (height + step.plan[0] - 1) / step.plan[0];
    return step.rows * step.plan[1];
  }

  /** How many planes there are in one product. */
  private int planes() {
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

  private static int packed(int[] kernel) {
    return kernel[0] * kernel[1];
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
    long input = scratch.address(0);
    if (direct) {
      input = step.in[0].address((long) row * channels * size + (long) from * outWidth);
    } else {
      Planes.copy(
          step, row, from, count, window, columns, length, isShifting(), plane, scratch, lane);
    }
    for (int i = 0; i < kernel[0]; i += rows) {
      for (int j = 0; j < kernel[1]; j += columns) {
        int offset = Planes.rowsUpTo(window, count, i) * length + j * window.dilation()[1];
        multiply(
            m,
            planes,
            input + (long) offset * Float.BYTES,
            plane,
            packed.address(((long) i * outputs * kernel[1] + j) * channels),
            channels * rows * kernel[1],
            i + j > 0,
            scratch.address(results),
            result,
            lane);
      }
    }
    Planes.store(step, row, from, count, scratch, results, result, length, bias, activation, lane);
  }

  /**
   * All outputs, in pieces that are not too deep.
   *
   * @param m positions
   * @param depth inputs of one, {@code a} their matrix with {@code lda} from one to the next
   * @param b an output's weights in a row, {@code ldb} from one output to the next
   * @param add whether to keep what there is of results
   * @param c results, {@code ldc} from one output to the next
   */
  private void multiply(
      int m, int depth, long a, int lda, long b, int ldb, boolean add, long c, int ldc, Lane lane) {
    int parts = (depth + DEPTH - 1) / DEPTH;
    int deep = (depth + parts - 1) / parts;
    int columns = Math.min(outputs, Gemm.columns(m, deep));
    for (int k = 0; k < depth; k += deep) {
      for (int o = 0; o < outputs; o += columns) {
        Gemm.multiply(
            m,
            Math.min(columns, outputs - o),
            Math.min(deep, depth - k),
            lane.a.to(a + (long) k * lda * Float.BYTES),
            lda,
            lane.b.to(b + ((long) o * ldb + k) * Float.BYTES),
            ldb,
            k == 0 && !add ? 0 : 1,
            lane.c.to(c + (long) o * ldc * Float.BYTES),
            ldc);
      }
    }
  }
}
