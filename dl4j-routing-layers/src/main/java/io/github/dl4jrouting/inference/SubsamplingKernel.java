package io.github.dl4jrouting.inference;

/** Maximum or average over windows of [C, H, W] images. */
final class SubsamplingKernel implements Kernel, Workers.Task {
  /** As many numbers as stay near a processor. */
  private static final int AT_ONCE = 8192;

  private final Window window;
  private final boolean max;

  SubsamplingKernel(Window window, boolean max) {
    this.window = window;
    this.max = max;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    if (in.length != 3) {
      throw new IllegalArgumentException(
          "expected images of shape [N, channels, height, width], found " + Shapes.text(in));
    }
    int[] out = {in[0], window.outputs(0, in[1]), window.outputs(1, in[2])};
    boolean plain = out[1] > 0 && out[2] > 0 && window.fits(0, in[1]) && window.fits(1, in[2]);
    return plain ? out : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    long work = (long) step.rows * Shapes.size(step.inShape[0]) * 2;
    step.parallel(this, step.rows, work);
  }

  @Override
  public void part(Step step, int row, Lane lane) {
    int channels = step.inShape[0][0];
    int in = step.inShape[0][1] * step.inShape[0][2];
    int out = step.outShape[1] * step.outShape[2];
    int atOnce = Math.max(1, AT_ONCE / in);
    for (int from = 0; from < channels; from += atOnce) {
      int some = Math.min(atOnce, channels - from);
      int first = row * channels + from;
      if (isLargestOfFour()) {
        halve(step, first, some, lane);
      } else {
        planes(step, first, some, in, out, lane);
      }
    }
  }

  private void planes(Step step, int first, int count, int in, int out, Lane lane) {
    float[] x = lane.scratch(in);
    float[] y = lane.second(out);
    for (int plane = first; plane < first + count; plane++) {
      step.in[0].buffer().get(plane * in, x, 0, in);
      plane(x, step.inShape[0], y, step.outShape);
      step.out.buffer().put(plane * out, y, 0, out);
    }
  }

  /** Maximum over windows of 2×2 side by side, with nothing around the image. */
  boolean isLargestOfFour() {
    return max
        && window.kernel()[0] == 2
        && window.kernel()[1] == 2
        && window.stride()[0] == 2
        && window.stride()[1] == 2
        && !window.isSame()
        && window.padding()[0] == 0
        && window.padding()[1] == 0;
  }

  /**
   * The largest of each 2×2 numbers: of all numbers and those a row and a column further, in long
   * loops, though only one result in four is of use.
   */
  private static void halve(Step step, int first, int count, Lane lane) {
    int width = step.inShape[0][2];
    int in = step.inShape[0][1] * width;
    int out = step.outShape[1] * step.outShape[2];
    int length = count * in - width;
    float[] x = lane.scratch(count * in);
    float[] next = lane.second(count * in);
    step.in[0].buffer().get(first * in, x, 0, length);
    step.in[0].buffer().get(first * in + width, next, 0, length);
    Loops.max(x, next, length);
    System.arraycopy(x, 1, next, 0, length - 1);
    Loops.max(x, next, length - 1);
    for (int plane = 0; plane < count; plane++) {
      // At or before what is still to be read.
      everyOther(x, plane * in, width, plane * out, out, step.outShape[2]);
    }
    step.out.buffer().put(first * out, x, 0, count * out);
  }

  /** Every other column of every other row, in one loop: rows are often too short for their own. */
  private static void everyOther(float[] x, int from, int width, int to, int length, int outWidth) {
    int at = from;
    int column = 0;
    int rest = 2 * width - 2 * outWidth;
    for (int j = to; j < to + length; j++) {
      x[j] = x[at];
      at += 2;
      if (++column == outWidth) {
        column = 0;
        at += rest;
      }
    }
  }

  private void plane(float[] x, int[] in, float[] y, int[] out) {
    int top = window.before(0, in[1]);
    int left = window.before(1, in[2]);
    int[] kernel = window.kernel();
    float area = kernel[0] * kernel[1];
    for (int i = 0; i < out[1]; i++) {
      int y0 = i * window.stride()[0] - top;
      int y1 = Math.min(in[1], y0 + kernel[0]);
      for (int j = 0; j < out[2]; j++) {
        int x0 = j * window.stride()[1] - left;
        int x1 = Math.min(in[2], x0 + kernel[1]);
        float value = max ? Float.NEGATIVE_INFINITY : 0;
        for (int a = Math.max(0, y0); a < y1; a++) {
          for (int b = Math.max(0, x0); b < x1; b++) {
            float v = x[a * in[2] + b];
            value = max ? Math.max(value, v) : value + v;
          }
        }
        y[i * out[2] + j] = max ? value : value / area;
      }
    }
  }
}
