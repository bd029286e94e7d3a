package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** Moves image planes to where products find them, and results back. */
final class Planes {
  /** About as many copied inputs as stay near a processor. */
  static final int COPIED = 1 << 16;

  private Planes() {}

  /** Keeps planes off multiples of a memory page, where they would share cache lines. */
  static int padded(int size) {
    int rounded = (size + 15) / 16 * 16;
    return rounded % 256 == 0 ? rounded + 16 : rounded;
  }

  /**
   * Copies what a band of output rows needs of the input, with zeros around: planes that begin at
   * the first columns of the window. They hold all rows, for the products of {@link #rowsUpTo} to
   * begin at different ones: a plane for each column and channel. Or they are copied for each row
   * of the window as well: a plane for each channel, row and column, with the rows of the band.
   *
   * @param columns of the window that planes begin at, the first ones
   * @param length of a plane's row
   * @param whole whether planes hold all rows
   * @param stride from one plane to the next
   */
  static void copy(
      Step step,
      int row,
      int from,
      int count,
      Window window,
      int columns,
      int length,
      boolean whole,
      int stride,
      Memory scratch,
      Lane lane) {
    int channels = step.inShape[0][0];
    int width = step.inShape[0][2];
    int[] kernel = window.kernel();
    int[] apart = window.stride();
    int rows = window.inputs(0, count);
    int some = (width + apart[1] - 1) / apart[1];
    float[] target = lane.second(rows * length);
    for (int c = 0; c < channels; c++) {
      float[] x = rows(step, window, row * channels + c, from, rows, lane);
      for (int phase = 0; phase < apart[1]; phase++) {
        float[] thinned = null;
        for (int j = 0; j < columns; j++) {
          int column = j * window.dilation()[1] - window.before(1, width);
          if (Math.floorMod(column, apart[1]) != phase) {
            continue;
          }
          if (thinned == null) {
            thinned = thinned(x, rows, width, window, phase, lane);
          }
          int first = Math.floorDiv(column, apart[1]);
          float[] plane = moved(thinned, rows, some, first, target, length);
          if (whole) {
            scratch.buffer().put((j * channels + c) * stride, plane, 0, rows * length);
            continue;
          }
          for (int i = 0; i < kernel[0]; i++) {
            int at = ((c * kernel[0] + i) * kernel[1] + j) * stride;
            int begin = rowsUpTo(window, count, i) * length;
            scratch.buffer().put(at, plane, begin, count * length);
          }
        }
      }
    }
  }

  /**
   * The number of a plane's rows before those that one row of the window sees. Rows that are a
   * stride apart lie side by side.
   */
  static int rowsUpTo(Window window, int count, int i) {
    return place(i * window.dilation()[0], window.stride()[0], window.inputs(0, count));
  }

  /** Where a row goes: first all that are a multiple of the stride, then those one further, … */
  private static int place(int row, int stride, int rows) {
    int phase = row % stride;
    return phase * (rows / stride) + Math.min(phase, rows % stride) + row / stride;
  }

  /** The rows of an image that some output rows need, zeros around it among them. */
  private static float[] rows(Step step, Window window, int image, int from, int rows, Lane lane) {
    int top = from * window.stride()[0] - window.before(0, step.inShape[0][1]);
    float[] x = lane.scratch(rows * step.inShape[0][2]);
    rows(step, image, top, rows, x, 0, lane);
    return x;
  }

  /**
   * Copies rows of an image, with zeros for those above and below it.
   *
   * @param image its number, counting channels
   * @param top the first row, which may be negative
   */
  static void rows(Step step, int image, int top, int rows, float[] to, int at, Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int first = Math.min(rows, Math.max(0, -top));
    int last = Math.max(first, Math.min(rows, height - top));
    Arrays.fill(to, at, at + first * width, 0);
    Arrays.fill(to, at + last * width, at + rows * width, 0);
    if (last > first) { // or else what it copies from may be no place in the image
      int from = (image * height + top + first) * width;
      step.in[0].get(from, to, at + first * width, (last - first) * width, lane);
    }
  }

  /**
   * Of each row that the window uses, every number that is a column stride from the last, rows that
   * are a row stride apart side by side. Without strides that is all of them, where they lie.
   *
   * @param phase the first number's column
   */
  private static float[] thinned(
      float[] x, int rows, int width, Window window, int phase, Lane lane) {
    int[] stride = window.stride();
    if (window.isUnstrided()) {
      return x;
    }
    int some = (width + stride[1] - 1) / stride[1];
    int there = Math.max(0, (width - phase + stride[1] - 1) / stride[1]);
    float[] target = lane.third(rows * some);
    for (int first = 0; first < stride[0]; first++) {
      if (!window.usesRow(first)) {
        continue;
      }
      int to = place(first, stride[0], rows) * some;
      if (width == 1 && phase == 0) {
        gather(x, first, stride[0], target, to, (rows - first + stride[0] - 1) / stride[0]);
        continue;
      }
      for (int r = first; r < rows; r += stride[0], to += some) {
        gather(x, r * width + phase, stride[1], target, to, there);
        Arrays.fill(target, to + there, to + some, 0);
      }
    }
    return target;
  }

  /** Copies numbers that lie some apart to where they lie side by side. */
  private static void gather(float[] x, int from, int apart, float[] y, int to, int n) {
    if (apart == 2) {
      Loops.everyOther(x, from, y, to, n);
      return;
    }
    int at = from;
    for (int t = to; t < to + n; t++, at += apart) {
      y[t] = x[at];
    }
  }

  /** Rows from a column on, which may lie beside them, with zeros there. */
  private static float[] moved(
      float[] x, int rows, int width, int column, float[] target, int outWidth) {
    if (outWidth == width && column == 0) {
      return x;
    }
    if (outWidth != width || Math.abs(column) >= width) {
      for (int y = 0; y < rows; y++) {
        copy(x, y * width, width, column, target, y * outWidth, outWidth);
      }
      return target;
    }
    // All rows are one run, which brings in what is beyond a row's end: zeros go there.
    int length = rows * width - Math.abs(column);
    System.arraycopy(x, Math.max(0, column), target, Math.max(0, -column), length);
    int beside = column > 0 ? width - column : 0;
    for (int i = beside; i < beside + Math.abs(column); i++) {
      for (int y = 0; y < rows; y++) {
        target[y * width + i] = 0;
      }
    }
    return target;
  }

  /** One row from a column on, which may lie beside it, with zeros there. */
  private static void copy(
      float[] x, int row, int width, int column, float[] target, int to, int length) {
    int first = Math.min(length, Math.max(0, -column));
    int last = Math.max(first, Math.min(length, width - column));
    Arrays.fill(target, to, to + first, 0);
    if (last > first) { // or else what it copies from may be no place in the row
      System.arraycopy(x, row + column + first, target, to + first, last - first);
    }
    Arrays.fill(target, to + last, to + length, 0);
  }

  /** Takes results out of rows that may be too long, and adds bias and activation. */
  static void store(
      Step step,
      int row,
      int from,
      int count,
      Memory scratch,
      int results,
      int stride,
      int rowLength,
      float[] bias,
      Pointwise activation,
      Lane lane) {
    int outputs = step.outShape[0];
    int height = step.outShape[1];
    int width = step.outShape[2];
    int length = count * width;
    int read = (count - 1) * rowLength + width;
    float[] x = lane.scratch(read);
    for (int o = 0; o < outputs; o++) {
      scratch.buffer().get(results + o * stride, x, 0, read);
      if (rowLength != width) {
        for (int y = 1; y < count; y++) {
          System.arraycopy(x, y * rowLength, x, y * width, width);
        }
      }
      activation.apply(x, length, bias[o]);
      int target = ((row * outputs + o) * height + from) * width;
      step.out.buffer().put(target, x, 0, length);
    }
  }
}
