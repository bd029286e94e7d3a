package io.github.dl4jrouting.inference;

import java.util.Optional;

/**
 * Convolution of [C, H, W] images, with bias and activation.
 *
 * <p>With stride 1, no window is copied: on a padded plane, the inputs of all outputs for one
 * element of the window are the plane itself from an offset on, so the convolution is one matrix
 * product for each element of the window, summed up, on planes with a few columns too many. Other
 * strides, and images of few channels, copy their windows first.
 */
final class ConvolutionKernel implements Foldable, Workers.Task {
  /** About as many outputs of one channel as a part computes. */
  private static final int POSITIONS = 1200;

  private static final int FEW_CHANNELS = 8;
  private static final int DEPTH = 256;

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
    float[] newW = w.clone();
    float[] newBias = bias.clone();
    int each = w.length / outputs;
    for (int i = 0; i < w.length; i++) {
      newW[i] *= by[i / each];
    }
    for (int o = 0; o < outputs; o++) {
      newBias[o] = bias[o] * by[o] + plus[o];
    }
    return Optional.of(new ConvolutionKernel(channels, outputs, window, newW, newBias, activation));
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
    boolean few = !isShifting() && channels * packed(window.kernel()) <= DEPTH;
    return dense && rising && few && pooling.isLargestOfFour()
        ? Optional.of(
            new PooledConvolutionKernel(this, pooling, window, channels, w, bias, activation))
        : Optional.empty();
  }

  /** Packed as [element of the window][output][channel], or [output][channel][element]. */
  @Override
  public Kernel prepared() {
    int elements = window.kernel()[0] * window.kernel()[1];
    float[] weights = new float[w.length];
    for (int o = 0; o < outputs; o++) {
      for (int c = 0; c < channels; c++) {
        for (int e = 0; e < elements; e++) {
          float value = w[(o * channels + c) * elements + e];
          weights[
                  isShifting()
                      ? (e * outputs + o) * channels + c
                      : (o * channels + c) * elements + e] =
              value;
        }
      }
    }
    return new ConvolutionKernel(
        channels, outputs, window, null, bias, activation, Memory.ofWeights(weights));
  }

  private boolean isShifting() {
    return window.isPointwise()
        || window.stride()[0] == 1 && window.stride()[1] == 1 && channels >= FEW_CHANNELS;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    if (in.length != 3 || in[0] != channels) {
      throw new IllegalArgumentException(
          "expected images of shape [N, "
              + channels
              + ", height, width], found "
              + Shapes.text(in)
              + ". Check the data and the layers before it.");
    }
    int[] out = {outputs, window.outputs(0, in[1]), window.outputs(1, in[2])};
    if (out[1] <= 0 || out[2] <= 0) {
      throw new IllegalArgumentException(
          "expected images of at least the size of the kernel, found " + Shapes.text(in));
    }
    return window.fits(0, in[1]) && window.fits(1, in[2]) ? out : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    int height = step.outShape[1];
    int rowLength = step.outShape[2] + window.kernel()[1] - 1;
    int fewest = step.rows < 2 * step.lanes() ? 2 * step.lanes() : 1;
    int parts = cut(step, height * rowLength, fewest);
    long work = (long) step.rows * Shapes.size(step.outShape) * packed(window.kernel()) * channels;
    step.parallel(this, parts, work);
  }

  /**
   * Cuts the rows of each result into bands: plan[0] rows, and plan[1] of them a sample.
   *
   * @param positions of one channel of a sample
   * @param fewest bands a sample
   * @return how many bands there are in all
   */
  private static int cut(Step step, int positions, int fewest) {
    int height = step.outShape[1];
    int wanted = Math.max(fewest, (positions + POSITIONS / 2) / POSITIONS);
    int bands = Math.min(wanted, height);
    step.plan[0] = (height + bands - 1) / bands;
    step.plan[1] = (height + step.plan[0] - 1) / step.plan[0];
    return step.rows * step.plan[1];
  }

  private static int packed(int[] kernel) {
    return kernel[0] * kernel[1];
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int row = index / step.plan[1];
    int from = index % step.plan[1] * step.plan[0];
    int count = Math.min(step.plan[0], step.outShape[1] - from);
    if (isShifting()) {
      shift(step, row, from, count, lane);
    } else {
      unfold(step, row, from, count, lane);
    }
  }

  private void shift(Step step, int row, int from, int count, Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int outWidth = step.outShape[2];
    int[] kernel = window.kernel();
    int[] dilation = window.dilation();
    boolean direct = window.isPointwise();
    int rowLength = direct ? width : window.inputs(1, outWidth);
    int m = (count - 1) * rowLength + outWidth;
    int plane = direct ? height * width : Planes.padded(window.inputs(0, count) * rowLength);
    int result = Planes.padded(m);
    Memory scratch = lane.memory((direct ? 0 : channels * plane) + outputs * result);
    long input;
    int results;
    if (direct) {
      input = step.in[0].address((long) row * channels * plane + (long) from * width);
      results = 0;
    } else {
      Planes.pad(step, row, from, count, window, plane, rowLength, scratch, lane);
      input = scratch.address(0);
      results = channels * plane;
    }
    int columns = Math.min(outputs, Gemm.columns(m, channels));
    for (int i = 0; i < kernel[0]; i++) {
      for (int j = 0; j < kernel[1]; j++) {
        long offset = (long) i * dilation[0] * rowLength + (long) j * dilation[1];
        long element = (long) (i * kernel[1] + j) * outputs;
        for (int o = 0; o < outputs; o += columns) {
          Gemm.multiply(
              m,
              Math.min(columns, outputs - o),
              channels,
              lane.a.to(input + offset * Float.BYTES),
              plane,
              lane.b.to(packed.address((element + o) * channels)),
              channels,
              i + j == 0 ? 0 : 1,
              lane.c.to(scratch.address(results + (long) o * result)),
              result);
        }
      }
    }
    Planes.store(
        step, row, from, count, scratch, results, result, rowLength, bias, activation, lane);
  }

  private void unfold(Step step, int row, int from, int count, Lane lane) {
    int outWidth = step.outShape[2];
    int m = count * outWidth;
    int depth = channels * packed(window.kernel());
    int stride = Planes.padded(m);
    Memory scratch = lane.memory(depth * stride + outputs * stride);
    Planes.unfold(step, row, from, count, window, stride, scratch, lane);
    int results = depth * stride;
    for (int k = 0; k < depth; k += DEPTH) {
      int part = Math.min(DEPTH, depth - k);
      int columns = Math.min(outputs, Gemm.columns(m, part));
      for (int o = 0; o < outputs; o += columns) {
        Gemm.multiply(
            m,
            Math.min(columns, outputs - o),
            part,
            lane.a.to(scratch.address((long) k * stride)),
            stride,
            lane.b.to(packed.address((long) o * depth + k)),
            depth,
            k == 0 ? 0 : 1,
            lane.c.to(scratch.address(results + (long) o * stride)),
            stride);
      }
    }
    Planes.store(
        step, row, from, count, scratch, results, stride, outWidth, bias, activation, lane);
  }
}
