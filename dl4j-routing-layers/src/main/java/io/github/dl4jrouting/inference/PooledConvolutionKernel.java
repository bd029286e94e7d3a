package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * Convolution of [C, H, W] images of few channels with its bias, the largest of each 2×2 results,
 * then the activation, which a maximum lets pass.
 *
 * <p>The inputs of all results at one place of the 2×2, for one element of the window, are copied
 * as one run of numbers. Each place is a matrix product, and the maximum is taken over four long
 * rows. The upper and the lower place share what is copied but for a row of the windows. So do left
 * and right but for a column: the last column of the right windows takes the place of the first
 * column of the left ones, and the right weights are in that order. A row of ones, which the bias
 * is multiplied by, lies where both the upper and the lower place have it: after the first row of
 * the windows.
 */
final class PooledConvolutionKernel implements Kernel, Workers.Task {
  private static final int PLACES = 4;

  /** Positions come in as many as a processor multiplies at once, wherever there is a choice. */
  private static final int TOGETHER = 16;

  /** Most positions of a part. */
  private static final int MOST_POSITIONS = 320;

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
  private final Pointwise activation;

  /** [left, right][upper, lower], an output's weights and bias in a row. */
  private final Memory[][] weights = new Memory[2][2];

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
    this.activation = activation;
    depth = window.kernel()[0] * channels * window.kernel()[1] + 1;
    for (int right = 0; right < 2; right++) {
      for (int lower = 0; lower < 2; lower++) {
        weights[right][lower] = Memory.ofWeights(ordered(w, bias, right, lower));
      }
    }
  }

  /** An output's numbers in the order of the copied matrix's rows. */
  private float[] ordered(float[] w, float[] bias, int right, int lower) {
    int height = window.kernel()[0];
    int width = window.kernel()[1];
    float[] ordered = new float[outputs * depth];
    for (int from = 0; from < w.length; from++) {
      int column = (from % width + right) % width;
      int row = from / width % height;
      int channel = from / width / height % channels;
      int ones = row + lower > 0 ? 1 : 0;
      int at = (row * channels + channel) * width + column + ones;
      ordered[from / (depth - 1) * depth + at] = w[from];
    }
    for (int o = 0; o < outputs; o++) {
      ordered[o * depth + (lower == 1 ? 0 : channels * width)] = bias[o];
    }
    return ordered;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return pooling.outputShape(new int[][] {convolution.outputShape(inputs)});
  }

  @Override
  public int[] layerShape(int[] in, int[] out) {
    return convolution.outputShape(new int[][] {in});
  }

  /** Cuts the maxima of a sample into parts of plan[0] positions, plan[1] of them. */
  @Override
  public void compute(Step step) {
    int positions = step.outShape[1] * step.outShape[2];
    int most = Math.max(TOGETHER, Math.min(MOST_POSITIONS, Planes.COPIED / depth));
    long work = (long) step.rows * positions * PLACES * outputs * depth;
    int fewest = step.rows < step.lanes() && work >= WORTH_PARTING ? step.lanes() : 1;
    int parts = Math.max((positions + most - 1) / most, fewest);
    int each = (positions + parts - 1) / parts;
    step.plan[0] = (each + TOGETHER - 1) / TOGETHER * TOGETHER;
    step.plan[1] = (positions + step.plan[0] - 1) / step.plan[0];
    step.parallel(this, step.rows * step.plan[1], work);
  }

  /** What is copied for one part, the inputs of some maxima of a sample, and where to. */
  private final class Inputs {
    final float[] planes;
    final int plane;
    final int start;
    final int count;
    final int stride;

    /** How many outputs are computed at once. */
    final int some;

    /** From one row of the matrix to the next: as from plane to plane, unless much is between. */
    final int apart;

    final Memory scratch;

    /** Where in it the results begin, behind the matrix. */
    final int results;

    /** Which side's windows are there. */
    int right;

    /** Nothing is copied yet. */
    Inputs(float[] planes, int plane, int start, int count, Lane lane) {
      this.planes = planes;
      this.plane = plane;
      this.start = start;
      this.count = count;
      stride = Planes.padded(count);
      int near = Math.max(4, Math.min(outputs, RESULTS / 2 / stride / 4 * 4));
      some = Math.min(near, Gemm.columns(stride, depth));
      apart = plane <= 2 * stride ? plane : stride;
      int rows = (window.kernel()[0] + 1) * channels * window.kernel()[1] + 1;
      results = rows * apart;
      scratch = lane.memory(results + 2 * some * stride);
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int sample = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int positions = step.outShape[1] * step.outShape[2];
    int count = Math.min(step.plan[0], positions - from);
    Inputs inputs = inputs(step, sample, from, count, lane);
    for (int o = 0; o < outputs; o += inputs.some) {
      int n = Math.min(inputs.some, outputs - o);
      largest(step, inputs, o, n, (sample * outputs + o) * positions + from, lane);
    }
  }

  private Inputs inputs(Step step, int sample, int from, int count, Lane lane) {
    int width = step.outShape[2];
    int top = from / width;
    int rows = 2 * ((from + count - 1) / width - top) + window.kernel()[0] + 1;
    int plane = Planes.padded((rows + 1) / 2 * width);
    int all = ParityPlanes.count(window) * plane;
    // A run may end behind the last plane, by less than Planes.padded adds: with nobody's numbers.
    float[] planes = lane.fourth(channels * all + 2 * TOGETHER);
    for (int c = 0; c < channels; c++) {
      ParityPlanes.fill(
          step, window, sample * channels + c, 2 * top, rows, planes, c * all, plane, lane);
    }
    Inputs inputs = new Inputs(planes, plane, from - top * width, count, lane);
    copy(step, inputs, 0, window.kernel()[1]);
    float[] ones = lane.second(inputs.stride);
    Arrays.fill(ones, 0, inputs.stride, 1);
    int row = channels * window.kernel()[1];
    inputs.scratch.buffer().put(row * inputs.apart, ones, 0, inputs.stride);
    return inputs;
  }

  /**
   * Copies what lies in some columns of all windows, to the places of the first columns. The matrix
   * has a row for each row of the window and one more, each channel, and each column of the window.
   * Where its rows are as far apart as planes, columns beside each other are one copy.
   *
   * @param x the first column
   * @param columns how many
   */
  private void copy(Step step, Inputs inputs, int x, int columns) {
    int width = step.outShape[2];
    int shifts = window.kernel()[1] + 1;
    int together = inputs.apart == inputs.plane ? columns : 1;
    int length = (together - 1) * inputs.plane + inputs.stride;
    for (int i = 0; i <= window.kernel()[0]; i++) {
      for (int c = 0; c < channels; c++) {
        int row = (i * channels + c) * window.kernel()[1] + (i > 0 ? 1 : 0);
        int plane = (c * 2 + i % 2) * shifts + x;
        int from = plane * inputs.plane + i / 2 * width + inputs.start;
        for (int j = 0; j < columns; j += together) {
          int to = (row + j) * inputs.apart;
          inputs.scratch.buffer().put(to, inputs.planes, from + j * inputs.plane, length);
        }
      }
    }
  }

  /** The upper place on one side leaves out the last row of windows, the lower one the first. */
  private void multiply(Inputs inputs, int output, int n, Lane lane) {
    int stride = inputs.stride;
    for (int lower = 0; lower < 2; lower++) {
      int first = lower * channels * window.kernel()[1];
      lane.a.to(inputs.scratch, first * inputs.apart, inputs.apart);
      lane.b.to(weights[inputs.right][lower], output * depth, depth);
      lane.c.to(inputs.scratch, inputs.results + lower * n * stride, stride);
      Gemm.multiply(stride, n, depth, lane);
    }
  }

  private void turn(Step step, Inputs inputs) {
    inputs.right = 1 - inputs.right;
    copy(step, inputs, inputs.right * window.kernel()[1], 1);
  }

  private void largest(Step step, Inputs inputs, int output, int n, int target, Lane lane) {
    int length = n * inputs.stride;
    float[] x = lane.scratch(length);
    float[] other = lane.second(length);
    multiply(inputs, output, n, lane);
    inputs.scratch.buffer().get(inputs.results, x, 0, length);
    inputs.scratch.buffer().get(inputs.results + length, other, 0, length);
    Loops.max(x, other, length);
    turn(step, inputs);
    multiply(inputs, output, n, lane);
    for (int place = 0; place < 2; place++) {
      inputs.scratch.buffer().get(inputs.results + place * length, other, 0, length);
      Loops.max(x, other, length);
    }
    activation.apply(x, length);
    int positions = step.outShape[1] * step.outShape[2];
    if (inputs.stride == positions) {
      step.out.buffer().put(target, x, 0, length);
      return;
    }
    for (int o = 0; o < n; o++) {
      step.out.buffer().put(target + o * positions, x, o * inputs.stride, inputs.count);
    }
  }
}
