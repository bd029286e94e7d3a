package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * Convolution of [C, H, W] images of few channels, the largest of each 2×2 results, then bias and
 * activation, which a maximum lets pass.
 *
 * <p>The image is parted by whether row and column are even. Then the inputs of all results at one
 * place of the 2×2, for one element of the window, are a run of numbers that is copied at once; the
 * four places are four matrix products, and the maximum is taken over four long rows of numbers.
 * Two places in one column share their inputs but for the first and the last row.
 */
final class PooledConvolutionKernel implements Kernel, Workers.Task {
  private static final int PLACES = 4;

  /** Positions come in as many as a processor multiplies at once, wherever there is a choice. */
  private static final int TOGETHER = 16;

  /** Most positions of a part, and about as many copied inputs as stay near a processor. */
  private static final int MOST_POSITIONS = 320;

  private static final int COPIED = 1 << 16;

  /** Results at the four places that stay in the first-level cache until their maximum is taken. */
  private static final int RESULTS = 12288;

  private final ConvolutionKernel convolution;
  private final SubsamplingKernel pooling;
  private final Window window;
  private final int channels;
  private final int outputs;
  private final int depth;
  private final int columns;
  private final float[] bias;
  private final Pointwise activation;
  private final Memory weights;

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
    columns = 2 * (height + 1) * channels * width;
    float[] byRow = new float[w.length];
    for (int from = 0; from < w.length; from += width) {
      int row = from / width % height;
      int channel = from / width / height % channels;
      int output = from / depth;
      int to = output * depth + (row * channels + channel) * width;
      System.arraycopy(w, from, byRow, to, width);
    }
    this.weights = Memory.of(byRow);
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
    int most = Math.max(TOGETHER, Math.min(MOST_POSITIONS, COPIED / columns));
    int parts =
        Math.max((positions + most - 1) / most, step.rows < step.lanes() ? step.lanes() : 1);
    int each = (positions + parts - 1) / parts;
    step.plan[0] = (each + TOGETHER - 1) / TOGETHER * TOGETHER;
    step.plan[1] = (positions + step.plan[0] - 1) / step.plan[0];
    step.parallel(
        this, step.rows * step.plan[1], (long) step.rows * positions * PLACES * weights.capacity());
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int row = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int positions = step.outShape[1] * step.outShape[2];
    int count = Math.min(step.plan[0], positions - from);
    int stride = Planes.padded(count);
    int some = Math.max(4, Math.min(outputs, RESULTS / PLACES / stride / 4 * 4));
    some = Math.min(some, Gemm.columns(count, depth));
    int results = columns * stride;
    Memory scratch = lane.memory(results + PLACES * some * stride);
    for (int c = 0; c < channels; c++) {
      unfold(step, row, c, from, count, stride, scratch, lane);
    }
    for (int o = 0; o < outputs; o += some) {
      int n = Math.min(some, outputs - o);
      for (int place = 0; place < PLACES; place++) {
        int first = (place % 2 * (window.kernel()[0] + 1) + place / 2) * channels;
        Gemm.multiply(
            count,
            n,
            depth,
            lane.a.to(scratch.address((long) first * window.kernel()[1] * stride)),
            stride,
            lane.b.to(weights.address((long) o * depth)),
            depth,
            0,
            lane.c.to(scratch.address(results + (long) place * n * stride)),
            stride);
      }
      float[] x = largest(scratch, results, o, n, stride, lane);
      activation.apply(x, n * stride);
      store(step, (row * outputs + o) * positions + from, n, count, x, stride);
    }
  }

  /**
   * One channel's columns: for each row and column of the window. Those of a place are one after
   * the other: first all that a place on the left needs, then all that one on the right needs, and
   * of both the upper place leaves out the last row of windows, the lower one the first.
   */
  private void unfold(
      Step step, int row, int channel, int from, int count, int stride, Memory scratch, Lane lane) {
    int kernelHeight = window.kernel()[0];
    int kernelWidth = window.kernel()[1];
    int width = step.outShape[2];
    int top = from / width;
    int rows = 2 * ((from + count - 1) / width - top) + kernelHeight + 1;
    int plane = (rows + 1) / 2 * width;
    float[] planes = planes(step, row * channels + channel, 2 * top, rows, plane, lane);
    for (int i = 0; i <= kernelHeight; i++) {
      int start = i / 2 * width + from - top * width;
      for (int right = 0; right < 2; right++) {
        int at = ((right * (kernelHeight + 1) + i) * channels + channel) * kernelWidth * stride;
        int source = (i % 2 * (kernelWidth + 1) + right) * plane + start;
        for (int j = 0; j < kernelWidth; j++) {
          scratch.buffer().put(at + j * stride, planes, source + j * plane, count);
        }
      }
    }
  }

  /**
   * Every other row of an image from each column on, every other number of it: first the even rows
   * from column 0, 1, … on, then the odd ones.
   */
  private float[] planes(Step step, int image, int from, int rows, int plane, Lane lane) {
    int width = step.outShape[2];
    int half = width + window.kernel()[1] / 2;
    float[] halves = lane.second(2 * rows * half);
    halve(step, image, from, rows, half, halves, lane);
    int shifts = window.kernel()[1] + 1;
    float[] planes = lane.scratch(2 * shifts * plane);
    for (int x = 0; x < shifts; x++) {
      int source = x % 2 * rows * half + x / 2;
      int target = x * plane;
      for (int r = 0; r < rows; r += 2, source += 2 * half, target += width) {
        System.arraycopy(halves, source, planes, target, width);
      }
      source = (x % 2 * rows + 1) * half + x / 2;
      target = (shifts + x) * plane;
      for (int r = 1; r < rows; r += 2, source += 2 * half, target += width) {
        System.arraycopy(halves, source, planes, target, width);
      }
    }
    return planes;
  }

  /** Rows of an image with zeros around: of all rows the even columns, then the odd ones. */
  private void halve(
      Step step, int image, int from, int rows, int half, float[] halves, Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int up = from - window.before(0, height);
    int left = window.before(1, width);
    int first = Math.max(0, -up);
    int last = Math.min(rows, height - up);
    // The image's own even and odd columns: an odd number of zeros before them turns them over.
    int even = left % 2 * rows * half + left / 2;
    int odd = (1 - left % 2) * rows * half + (left + 1) / 2;
    int evens = Math.max(0, Math.min((width + 1) / 2, half - left / 2));
    int odds = Math.max(0, Math.min(width / 2, half - (left + 1) / 2));
    if (first > 0 || last < rows || evens < half || odds < half) {
      Arrays.fill(halves, 0, 2 * rows * half, 0);
    }
    if (last <= first) {
      return;
    }
    float[] x = lane.third((last - first) * width);
    step.in[0].buffer().get((image * height + up + first) * width, x, 0, (last - first) * width);
    int both = Math.min(evens, odds);
    for (int r = first; r < last; r++) {
      int source = (r - first) * width;
      int toEven = even + r * half;
      int toOdd = odd + r * half;
      for (int j = 0; j < both; j++) {
        halves[toEven + j] = x[source + 2 * j];
        halves[toOdd + j] = x[source + 2 * j + 1];
      }
      for (int j = both; j < evens; j++) {
        halves[toEven + j] = x[source + 2 * j];
      }
      for (int j = both; j < odds; j++) {
        halves[toOdd + j] = x[source + 2 * j + 1];
      }
    }
  }

  /** The maximum over the four places, and the bias. */
  private float[] largest(Memory scratch, int from, int output, int n, int stride, Lane lane) {
    int length = n * stride;
    float[] x = lane.scratch(length);
    float[] other = lane.second(length);
    scratch.buffer().get(from, x, 0, length);
    for (int place = 1; place < PLACES; place++) {
      scratch.buffer().get(from + place * length, other, 0, length);
      Loops.max(x, other, length);
    }
    for (int o = 0; o < n; o++) {
      Arrays.fill(other, o * stride, (o + 1) * stride, bias[output + o]);
    }
    Loops.add(x, other, length);
    return x;
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
