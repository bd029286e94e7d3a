package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** Maximum, average or norm over windows of [C, H, W] images. */
final class SubsamplingKernel implements Kernel, Workers.Task {
  /** As many numbers as stay near a processor. */
  private static final int AT_ONCE = 8192;

  /** What a number costs, in multiply-accumulates, where windows are not of 2×2. */
  private static final int COST = 8;

  /**
   * So many numbers take long loops as long as one takes when windows are looked at by themselves.
   */
  private static final int LONG_LOOPS = 4;

  private static final int[] NONE = {};

  private final Window window;
  private final Pooling pooling;

  SubsamplingKernel(Window window, Pooling pooling) {
    this.window = window;
    this.pooling = pooling;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = Shapes.image(inputs[0]);
    int[] out = {in[0], window.outputs(0, in[1]), window.outputs(1, in[2])};
    boolean plain = out[1] > 0 && out[2] > 0 && window.fits(0, in[1]) && window.fits(1, in[2]);
    return plain ? out : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    int planes = step.rows * step.inShape[0][0];
    step.plan[0] = Math.max(1, AT_ONCE / (step.inShape[0][1] * step.inShape[0][2]));
    long work = (long) step.rows * Shapes.size(step.inShape[0]) * (isLargestOfFour() ? 2 : COST);
    step.parallel(this, (planes + step.plan[0] - 1) / step.plan[0], work);
  }

  /** Some planes, of a sample or several. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int first = index * step.plan[0];
    int some = Math.min(step.plan[0], step.rows * step.inShape[0][0] - first);
    if (isLargestOfFour()) {
      halve(step, first, some, lane);
    } else {
      planes(step, first, some, lane);
    }
  }

  /**
   * Planes with their frames: window by window where windows share few numbers, or else a number of
   * each is put together with those beside it in its window, then with those below, in long loops
   * over all of a plane, though with strides only some results are of use.
   */
  private void planes(Step step, int first, int count, Lane lane) {
    int rows = window.inputs(0, step.outShape[1]);
    int columns = window.inputs(1, step.outShape[2]);
    int in = step.inShape[0][1] * step.inShape[0][2];
    int out = step.outShape[1] * step.outShape[2];
    float[] x = lane.scratch(Math.max(in, rows * columns));
    float[] y = lane.second(rows * columns);
    float[] next = lane.third(rows * columns);
    long read = (long) out * window.kernel()[0] * window.kernel()[1];
    long passed = (long) rows * columns * (window.kernel()[0] + window.kernel()[1]);
    boolean apart = read * LONG_LOOPS < passed;
    int[] counts = pooling.kind() == Pooling.Kind.MEAN ? counts(step, lane) : NONE;
    for (int plane = first; plane < first + count; plane++) {
      step.in[0].buffer().get(plane * in, x, 0, in);
      pooling.prepare(x, in);
      lay(x, step.inShape[0], y, rows, columns);
      if (apart) {
        windowByWindow(y, columns, x, step.outShape);
        System.arraycopy(x, 0, y, 0, out);
      } else {
        slide(y, rows * columns, window.kernel()[1], 1, x, next);
        slide(y, rows * columns, window.kernel()[0], columns, x, next);
        choose(y, columns, step.outShape);
      }
      pooling.finish(y, counts, window.kernel()[0] * window.kernel()[1], out);
      step.out.buffer().put(plane * out, y, 0, out);
    }
  }

  /** How many numbers of each window are in the image. */
  private int[] counts(Step step, Lane lane) {
    int[] out = step.outShape;
    int[] counts = lane.bits(out[1] * out[2]);
    for (int i = 0; i < out[1]; i++) {
      int high = inImage(0, i, step.inShape[0][1]);
      for (int j = 0; j < out[2]; j++) {
        counts[i * out[2] + j] = high * inImage(1, j, step.inShape[0][2]);
      }
    }
    return counts;
  }

  private int inImage(int axis, int window, int size) {
    int from = window * this.window.stride()[axis] - this.window.before(axis, size);
    return Math.min(size, from + this.window.kernel()[axis]) - Math.max(0, from);
  }

  /** An image with what stands beside it, as far as windows reach. */
  private void lay(float[] x, int[] in, float[] y, int rows, int columns) {
    int top = window.before(0, in[1]);
    int left = window.before(1, in[2]);
    Arrays.fill(y, 0, rows * columns, pooling.neutral());
    if (left == 0 && columns == in[2]) {
      System.arraycopy(x, 0, y, top * columns, Math.min(in[1], rows - top) * columns);
      return;
    }
    for (int i = 0; i < Math.min(in[1], rows - top); i++) {
      System.arraycopy(
          x, i * in[2], y, (i + top) * columns + left, Math.min(in[2], columns - left));
    }
  }

  /** Puts numbers together with some that follow, which are so far apart. */
  private void slide(float[] y, int length, int count, int apart, float[] x, float[] next) {
    System.arraycopy(y, 0, x, 0, length);
    for (int k = 1; k < count; k++) {
      int rest = length - k * apart;
      System.arraycopy(x, k * apart, next, 0, rest);
      pooling.join(y, next, rest);
    }
  }

  private void windowByWindow(float[] x, int columns, float[] y, int[] out) {
    int to = 0;
    for (int i = 0; i < out[1]; i++) {
      for (int j = 0; j < out[2]; j++) {
        int first = i * window.stride()[0] * columns + j * window.stride()[1];
        float value = pooling.neutral();
        for (int row = 0; row < window.kernel()[0]; row++) {
          int from = first + row * columns;
          for (int at = from; at < from + window.kernel()[1]; at++) {
            value = pooling.isMax() ? Math.max(value, x[at]) : value + x[at];
          }
        }
        y[to] = value;
        to++;
      }
    }
  }

  /** The results that are a stride apart, at or before where they lie. */
  private void choose(float[] y, int columns, int[] out) {
    int to = 0;
    for (int i = 0; i < out[1]; i++) {
      int from = i * window.stride()[0] * columns;
      for (int j = 0; j < out[2]; j++) {
        y[to] = y[from];
        to++;
        from += window.stride()[1];
      }
    }
  }

  /** Maximum over windows of 2×2 side by side, with nothing around the image. */
  boolean isLargestOfFour() {
    return pooling.isMax()
        && window.kernel()[0] == 2
        && window.kernel()[1] == 2
        && window.stride()[0] == 2
        && window.stride()[1] == 2
        && window.isInside();
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
}
