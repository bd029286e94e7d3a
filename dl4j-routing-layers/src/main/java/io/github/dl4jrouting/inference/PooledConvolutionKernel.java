package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * Convolution of [C, H, W] images of few channels, the largest of each 2×2 results, then bias and
 * activation, which a maximum lets pass.
 *
 * <p>The image is parted into four by whether row and column are even. Then the windows of all
 * results at one place of the 2×2 are runs of these images, a window's element is copied for a
 * whole image at once, and a maximum is taken over four long rows of numbers.
 */
final class PooledConvolutionKernel implements Kernel, Workers.Task {
  private static final int PLACES = 4;

  private final ConvolutionKernel convolution;
  private final SubsamplingKernel pooling;
  private final Window window;
  private final int channels;
  private final int outputs;
  private final int depth;
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
    this.activation = activation;
    int elements = w.length / outputs;
    depth = elements + 1;
    float[] withBias = new float[outputs * depth];
    for (int o = 0; o < outputs; o++) {
      System.arraycopy(w, o * elements, withBias, o * depth, elements);
      withBias[o * depth + elements] = bias[o];
    }
    this.weights = Memory.of(withBias);
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

  @Override
  public void compute(Step step) {
    int height = step.outShape[1];
    int positions = PLACES * height * (step.outShape[2] + window.kernel()[1] / 2);
    int parts = Planes.cut(step, positions, step.rows < step.lanes() ? step.lanes() : 1);
    step.parallel(this, parts, (long) step.rows * positions * weights.capacity());
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int row = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int count = Math.min(step.plan[0], step.outShape[1] - from);
    int rowLength = step.outShape[2] + window.kernel()[1] / 2;
    int length = (count - 1) * rowLength + step.outShape[2];
    int stride = Planes.padded(length);
    Memory scratch = lane.memory((depth + outputs) * PLACES * stride);
    unfold(step, row, from, count, stride, scratch, lane);
    int results = depth * PLACES * stride;
    int columns = Math.min(outputs, Gemm.columns(length, depth));
    for (int place = 0; place < PLACES; place++) {
      for (int o = 0; o < outputs; o += columns) {
        Gemm.multiply(
            length,
            Math.min(columns, outputs - o),
            depth,
            lane.a.to(scratch.address(place * stride)),
            PLACES * stride,
            lane.b.to(weights.address((long) o * depth)),
            depth,
            0,
            lane.c.to(scratch.address(results + (long) (place * outputs + o) * stride)),
            stride);
      }
    }
    float[] x = largest(scratch, results, outputs * stride, lane);
    activation.apply(x, outputs * stride);
    store(step, row, from, count, x, stride, rowLength);
  }

  /** One column for each channel and element: the four places, one after the other. */
  private void unfold(
      Step step, int row, int from, int count, int stride, Memory scratch, Lane lane) {
    int rowLength = step.outShape[2] + window.kernel()[1] / 2;
    int length = (count - 1) * rowLength + step.outShape[2];
    int quarter = (count + window.kernel()[0] / 2) * rowLength;
    float[] quarters = lane.second(PLACES * Math.max(quarter, stride));
    int at = 0;
    for (int c = 0; c < channels; c++) {
      quarter(step, row * channels + c, from, rowLength, quarters, quarter, lane);
      for (int i = 0; i < window.kernel()[0]; i++) {
        for (int j = 0; j < window.kernel()[1]; j++) {
          for (int place = 0; place < PLACES; place++, at += stride) {
            int y = i + place / 2;
            int x = j + place % 2;
            int source = (y % 2 * 2 + x % 2) * quarter + y / 2 * rowLength + x / 2;
            scratch.buffer().put(at, quarters, source, length);
          }
        }
      }
    }
    // The last column meets the bias.
    Arrays.fill(quarters, 0, PLACES * stride, 1);
    scratch.buffer().put(at, quarters, 0, PLACES * stride);
  }

  /** Parts a plane into four: by even and odd rows, then by even and odd columns. */
  private void quarter(
      Step step, int plane, int from, int rowLength, float[] quarters, int quarter, Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int top = window.before(0, height);
    int left = window.before(1, width);
    float[] line = lane.scratch(width);
    for (int r = 0; r < 2 * quarter / rowLength; r++) {
      int y = 2 * from + r - top;
      for (int odd = 0; odd < 2; odd++) {
        int target = (r % 2 * 2 + odd) * quarter + r / 2 * rowLength;
        if (y < 0 || y >= height) {
          Arrays.fill(quarters, target, target + rowLength, 0);
          continue;
        }
        if (odd == 0) {
          step.in[0].buffer().get((plane * height + y) * width, line, 0, width);
        }
        int first = Math.min(rowLength, Math.max(0, (left - odd + 1) / 2));
        int last = Math.max(first, Math.min(rowLength, (width - 1 + left - odd) / 2 + 1));
        Arrays.fill(quarters, target, target + first, 0);
        for (int x = first; x < last; x++) {
          quarters[target + x] = line[2 * x + odd - left];
        }
        Arrays.fill(quarters, target + last, target + rowLength, 0);
      }
    }
  }

  /** The maximum over the four places. */
  private static float[] largest(Memory scratch, int from, int length, Lane lane) {
    float[] x = lane.scratch(length);
    float[] other = lane.second(length);
    scratch.buffer().get(from, x, 0, length);
    for (int place = 1; place < PLACES; place++) {
      scratch.buffer().get(from + place * length, other, 0, length);
      Loops.max(x, other, length);
    }
    return x;
  }

  /** Leaves out the columns that are too many. */
  private void store(
      Step step, int row, int from, int count, float[] x, int stride, int rowLength) {
    int height = step.outShape[1];
    int width = step.outShape[2];
    int n = count * width;
    for (int o = 0; o < outputs; o++) {
      for (int y = 0; y < count; y++) {
        // At or before what is still to be read.
        System.arraycopy(x, o * stride + y * rowLength, x, o * n + y * width, width);
      }
    }
    int target = row * outputs * height * width;
    if (count == height) {
      step.out.buffer().put(target, x, 0, outputs * n);
      return;
    }
    for (int o = 0; o < outputs; o++) {
      step.out.buffer().put(target + (o * height + from) * width, x, o * n, n);
    }
  }
}
