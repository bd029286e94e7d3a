package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * Convolution of [C, H, W] images of few channels, the largest of each 2×2 results, then bias and
 * activation, which a maximum lets pass.
 *
 * <p>The inputs of all results at one place of the 2×2, for one element of the window, are copied
 * as one run of numbers. Each place is a matrix product, and the maximum is taken over four long
 * rows. The upper and the lower place share what is copied but for a row of the windows. So do left
 * and right but for a column: the last column of the right windows takes the place of the first
 * column of the left ones, and the right weights are in that order.
 */
final class PooledConvolutionKernel implements Kernel, Workers.Task {
  private static final int PLACES = 4;

  /** Positions come in as many as a processor multiplies at once, wherever there is a choice. */
  private static final int TOGETHER = 16;

  /** Most positions of a part, and about as many copied inputs as stay near a processor. */
  private static final int MOST_POSITIONS = 320;

  private static final int COPIED = 1 << 16;

  /**
   * A sample of less work, in multiply-accumulates, is done before another thread has its input.
   */
  private static final long WORTH_PARTING = 1_000_000;

  /** Results at two places that stay in the first-level cache until their maximum is taken. */
  private static final int RESULTS = 1 << 13;

  private final ConvolutionKernel convolution;
  private final SubsamplingKernel pooling;
  private final Window window;
  private final int channels;
  private final int outputs;
  private final int depth;
  private final float[] bias;
  private final Pointwise activation;
  private final Memory ofLeft;
  private final Memory ofRight;

  /**
   * A convolution of stride 1.
   *
   * @param convolution tells the shape of its results
   * @param pooling tells the shape of the maxima
   * @param w weights [outputs, channels, height, width] in c order
   * @param activation never falls
   */
  PooledConvolutionKernel(
      ConvolutionKernel convolution,
      SubsamplingKernel pooling,
      Window window,
      int channels,
      float[] w,
      float[] bias,
      Pointwise activation) {
    this.convolution = convolution;
    this.pooling = pooling;
    this.window = window;
    this.channels = channels;
    this.outputs = bias.length;
    this.bias = bias;
    this.activation = activation;
    int height = window.kernel()[0];
    int width = window.kernel()[1];
    depth = height * channels * width;
    float[] left = new float[w.length];
    float[] right = new float[w.length];
    for (int from = 0; from < w.length; from++) {
      int column = from % width;
      int row = from / width % height;
      int channel = from / width / height % channels;
      int to = from / depth * depth + (row * channels + channel) * width;
      left[to + column] = w[from];
      right[to + (column + 1) % width] = w[from];
    }
    ofLeft = Memory.of(left);
    ofRight = Memory.of(right);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] results = convolution.outputShape(inputs);
    return results == LEFT_TO_DL4J ? results : pooling.outputShape(new int[][] {results});
  }

  @Override
  public int[] layerShape(int[] in, int[] out) {
    return convolution.outputShape(new int[][] {in});
  }

  /** Cuts the maxima of a sample into parts of plan[0] positions, plan[1] of them. */
  @Override
  public void compute(Step step) {
    int positions = step.outShape[1] * step.outShape[2];
    int most = Math.max(TOGETHER, Math.min(MOST_POSITIONS, COPIED / depth));
    long work = (long) step.rows * positions * PLACES * outputs * depth;
    int fewest = step.rows < step.lanes() && work >= WORTH_PARTING ? step.lanes() : 1;
    int parts = Math.max((positions + most - 1) / most, fewest);
    int each = (positions + parts - 1) / parts;
    step.plan[0] = (each + TOGETHER - 1) / TOGETHER * TOGETHER;
    step.plan[1] = (positions + step.plan[0] - 1) / step.plan[0];
    step.parallel(this, step.rows * step.plan[1], work);
  }

  /** What is copied for one part: the inputs of some maxima of a sample. */
  private record Inputs(float[] planes, int plane, int start, int count, int stride) {}

  @Override
  public void part(Step step, int index, Lane lane) {
    int row = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int positions = step.outShape[1] * step.outShape[2];
    Inputs inputs = inputs(step, row, from, Math.min(step.plan[0], positions - from), lane);
    int stride = inputs.stride;
    int some = Math.max(4, Math.min(outputs, RESULTS / 2 / stride / 4 * 4));
    some = Math.min(some, Gemm.columns(inputs.count, depth));
    int results = rows() * stride;
    Memory scratch = lane.memory(results + 2 * some * stride);
    for (int x = 0; x < window.kernel()[1]; x++) {
      copy(step, inputs, x, x, scratch);
    }
    boolean right = false;
    for (int o = 0; o < outputs; o += some) {
      int n = Math.min(some, outputs - o);
      multiply(inputs, right, o, n, scratch, lane);
      float[] x = lane.scratch(n * stride);
      scratch.buffer().get(results, x, 0, n * stride);
      largest(x, scratch, results + n * stride, n * stride, lane);
      right = !right;
      copy(step, inputs, right ? window.kernel()[1] : 0, 0, scratch);
      multiply(inputs, right, o, n, scratch, lane);
      largest(x, scratch, results, n * stride, lane);
      largest(x, scratch, results + n * stride, n * stride, lane);
      addBias(x, o, n, stride, lane);
      activation.apply(x, n * stride);
      store(step, (row * outputs + o) * positions + from, n, inputs.count, x, stride);
    }
  }

  private Inputs inputs(Step step, int row, int from, int count, Lane lane) {
    int width = step.outShape[2];
    int top = from / width;
    int rows = 2 * ((from + count - 1) / width - top) + window.kernel()[0] + 1;
    int plane = (rows + 1) / 2 * width;
    int all = ParityPlanes.count(window) * plane;
    float[] planes = lane.fourth(channels * all);
    for (int c = 0; c < channels; c++) {
      ParityPlanes.fill(
          step, window, row * channels + c, 2 * top, rows, planes, c * all, plane, lane);
    }
    return new Inputs(planes, plane, from - top * width, count, Planes.padded(count));
  }

  /** Rows of the copied matrix: one more of each window than a place needs. */
  private int rows() {
    return (window.kernel()[0] + 1) * channels * window.kernel()[1];
  }

  /**
   * Copies what lies in one column of all windows. The matrix has a row for each row of the window
   * and one more, each channel, and each column of the window.
   *
   * @param x the column, one of those of both places
   * @param at whose place it takes
   */
  private void copy(Step step, Inputs inputs, int x, int at, Memory scratch) {
    int width = step.outShape[2];
    int shifts = window.kernel()[1] + 1;
    for (int i = 0; i <= window.kernel()[0]; i++) {
      for (int c = 0; c < channels; c++) {
        int to = ((i * channels + c) * window.kernel()[1] + at) * inputs.stride;
        int plane = (c * 2 + i % 2) * shifts + x;
        int from = plane * inputs.plane + i / 2 * width + inputs.start;
        scratch.buffer().put(to, inputs.planes, from, inputs.count);
      }
    }
  }

  /** The upper place on one side leaves out the last row of windows, the lower one the first. */
  private void multiply(
      Inputs inputs, boolean right, int output, int n, Memory scratch, Lane lane) {
    Memory weights = right ? ofRight : ofLeft;
    int stride = inputs.stride;
    for (int lower = 0; lower < 2; lower++) {
      int first = lower * channels * window.kernel()[1];
      Gemm.multiply(
          inputs.count,
          n,
          depth,
          lane.a.to(scratch.address((long) first * stride)),
          stride,
          lane.b.to(weights.address((long) output * depth)),
          depth,
          0,
          lane.c.to(scratch.address((long) (rows() + lower * n) * stride)),
          stride);
    }
  }

  private static void largest(float[] x, Memory scratch, int from, int length, Lane lane) {
    float[] other = lane.second(length);
    scratch.buffer().get(from, other, 0, length);
    Loops.max(x, other, length);
  }

  private void addBias(float[] x, int output, int n, int stride, Lane lane) {
    float[] all = lane.second(n * stride);
    for (int o = 0; o < n; o++) {
      Arrays.fill(all, o * stride, (o + 1) * stride, bias[output + o]);
    }
    Loops.add(x, all, n * stride);
  }

  private static void store(Step step, int target, int n, int count, float[] x, int stride) {
    int positions = step.outShape[1] * step.outShape[2];
    if (stride == positions) {
      step.out.buffer().put(target, x, 0, n * positions);
      return;
    }
    for (int o = 0; o < n; o++) {
      step.out.buffer().put(target + o * positions, x, o * stride, count);
    }
  }
}
