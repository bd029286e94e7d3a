package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;

/**
 * A convolution of each channel of [C, H, W] images by itself, with some results of each.
 *
 * <p>The plane of a channel is laid out with its padding, rows and columns that are a stride apart
 * side by side. Then all that one element of the window sees is one run of numbers, if results are
 * as far apart as the plane's rows; what lies between them is computed for nobody.
 */
final class DepthwiseKernel implements Foldable, Workers.Task {
  /** Channels in a part of the work. */
  private static final int AT_ONCE = 4;

  /** What multiplying and adding one number costs here, in those of a matrix product. */
  private static final int COST = 4;

  private final int channels;
  private final int multiplier;
  private final Window window;
  private final float[] w;
  private final float[] bias;
  private final Pointwise activation;

  /**
   * A depthwise convolution.
   *
   * @param multiplier results of each channel, beside each other
   * @param w weights, [channels · multiplier, height · width of the window]
   * @param bias of length channels · multiplier
   */
  DepthwiseKernel(
      int channels, int multiplier, Window window, float[] w, float[] bias, Pointwise activation) {
    this.channels = channels;
    this.multiplier = multiplier;
    this.window = window;
    this.w = w.clone();
    this.bias = bias.clone();
    this.activation = activation;
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    if (by.length != bias.length) {
      return Optional.empty();
    }
    Filters scaled = new Filters(w, bias).scaled(by, plus);
    return Optional.of(
        new DepthwiseKernel(channels, multiplier, window, scaled.w(), scaled.bias(), activation));
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new DepthwiseKernel(channels, multiplier, window, w, bias, function);
  }

  private int elements() {
    return window.kernel()[0] * window.kernel()[1];
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return window.outputShape(inputs[0], channels, channels * multiplier);
  }

  /** Notes the height and width of one of the planes of rows and columns a stride apart. */
  @Override
  public void compute(Step step) {
    int down = window.stride()[0];
    int across = window.stride()[1];
    step.plan[0] = (window.inputs(0, step.outShape[1]) + down - 1) / down;
    step.plan[1] = (window.inputs(1, step.outShape[2]) + across - 1) / across;
    int parts = (channels + AT_ONCE - 1) / AT_ONCE;
    step.parallel(this, step.rows * parts, (long) step.length() * elements() * COST);
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int parts = (channels + AT_ONCE - 1) / AT_ONCE;
    int row = index / parts;
    int from = index % parts * AT_ONCE;
    for (int c = from; c < Math.min(channels, from + AT_ONCE); c++) {
      lay(step, row * channels + c, lane);
      for (int o = c * multiplier; o < (c + 1) * multiplier; o++) {
        convolve(step, o, lane);
        store(step, row * channels * multiplier + o, lane);
      }
    }
  }

  /** Lays a plane out in the second array. */
  private void lay(Step step, int number, Lane lane) {
    int inHeight = step.inShape[0][1];
    int inWidth = step.inShape[0][2];
    int height = step.plan[0];
    int down = window.stride()[0];
    int across = window.stride()[1];
    float[] x = lane.scratch(inHeight * inWidth);
    step.in[0].buffer().get(number * inHeight * inWidth, x, 0, inHeight * inWidth);
    int size = down * across * height * step.plan[1];
    float[] laid = lane.second(size);
    Arrays.fill(laid, 0, size, 0);
    int top = window.before(0, inHeight);
    for (int r = 0; r < inHeight; r++) {
      int to = (r + top) / down;
      if (to < height) {
        int phase = (r + top) % down * across;
        layRow(step, x, r * inWidth, laid, (phase * height + to) * step.plan[1]);
      }
    }
  }

  /** Puts a row's columns at the phases of their stride, of which the first begins here. */
  private void layRow(Step step, float[] x, int from, float[] laid, int at) {
    int inWidth = step.inShape[0][2];
    int left = window.before(1, inWidth);
    int width = step.plan[1];
    int across = window.stride()[1];
    if (across == 1) {
      System.arraycopy(x, from, laid, at + left, Math.min(inWidth, width - left));
      return;
    }
    for (int phase = 0; phase < across; phase++) {
      int c = Math.floorMod(phase - left, across);
      int to = at + phase * step.plan[0] * width + (c + left) / across;
      int end = at + phase * step.plan[0] * width + width;
      for (; c < inWidth && to < end; c += across, to++) {
        laid[to] = x[from + c];
      }
    }
  }

  /** Leaves an output's results in the third array, as far apart as rows of the plane. */
  private void convolve(Step step, int output, Lane lane) {
    int height = step.plan[0];
    int width = step.plan[1];
    int down = window.stride()[0];
    int across = window.stride()[1];
    int n = (step.outShape[1] - 1) * width + step.outShape[2];
    float[] laid = lane.second(0);
    float[] y = lane.third(n);
    float[] run = lane.fourth(n);
    Arrays.fill(y, 0, n, bias[output]);
    for (int element = 0; element < elements(); element++) {
      int r = element / window.kernel()[1] * window.dilation()[0];
      int c = element % window.kernel()[1] * window.dilation()[1];
      int phase = r % down * across + c % across;
      System.arraycopy(laid, (phase * height + r / down) * width + c / across, run, 0, n);
      Loops.addScaled(y, run, n, w[output * elements() + element]);
    }
    activation.apply(y, n);
  }

  private static void store(Step step, int number, Lane lane) {
    int height = step.outShape[1];
    int width = step.outShape[2];
    float[] y = lane.third(0);
    for (int r = 1; r < height && step.plan[1] > width; r++) {
      System.arraycopy(y, r * step.plan[1], y, r * width, width);
    }
    step.out.buffer().put(number * height * width, y, 0, height * width);
  }
}
