package io.github.dl4jrouting.inference;

/** Moves image planes between their places: shifted, unfolded, and back. */
final class Planes {
  private Planes() {}

  /** Keeps planes off multiples of a memory page, where they would share cache lines. */
  static int padded(int size) {
    int rounded = (size + 15) / 16 * 16;
    return rounded % 256 == 0 ? rounded + 16 : rounded;
  }

  /**
   * Copies the input rows of a band of output rows, with zeros around, once for each column of the
   * window: planes as wide as the output, column after column and channel after channel.
   */
  static void shift(
      Step step,
      int row,
      int from,
      int count,
      Window window,
      int plane,
      Memory scratch,
      Lane lane) {
    int channels = step.inShape[0][0];
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int outWidth = step.outShape[2];
    int top = from - window.before(0, height);
    int rows = window.inputs(0, count);
    int first = Math.min(rows, Math.max(0, -top));
    int last = Math.max(first, Math.min(rows, height - top));
    float[] x = lane.scratch(rows * width);
    float[] shifted = lane.second(rows * outWidth);
    java.util.Arrays.fill(x, 0, first * width, 0);
    java.util.Arrays.fill(x, last * width, rows * width, 0);
    for (int c = 0; c < channels; c++) {
      if (last > first) { // or else what it copies from may be no place in the image
        int image = ((row * channels + c) * height + top) * width;
        step.in[0].buffer().get(image + first * width, x, first * width, (last - first) * width);
      }
      for (int j = 0; j < window.kernel()[1]; j++) {
        int column = j * window.dilation()[1] - window.before(1, width);
        float[] columns = x;
        if (column != 0 || outWidth != width) {
          move(x, rows, width, column, shifted, outWidth);
          columns = shifted;
        }
        scratch.buffer().put((j * channels + c) * plane, columns, 0, rows * outWidth);
      }
    }
  }

  /** Rows from a column on, which may lie beside them, with zeros there. */
  private static void move(
      float[] x, int rows, int width, int column, float[] target, int outWidth) {
    if (outWidth != width || Math.abs(column) >= width) {
      for (int y = 0; y < rows; y++) {
        copy(x, y * width, width, column, 1, target, y * outWidth, outWidth);
      }
      return;
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
  }

  /** Copies windows: one column for each channel and element, one row for each output. */
  static void unfold(
      Step step,
      int row,
      int from,
      int count,
      Window window,
      int stride,
      Memory scratch,
      Lane lane) {
    int channels = step.inShape[0][0];
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int outWidth = step.outShape[2];
    int left = window.before(1, width);
    int top = window.before(0, height);
    float[] image = lane.scratch(height * width);
    float[] column = lane.second(count * outWidth);
    int at = 0;
    for (int c = 0; c < channels; c++) {
      step.in[0].buffer().get((row * channels + c) * height * width, image, 0, height * width);
      for (int i = 0; i < window.kernel()[0]; i++) {
        for (int j = 0; j < window.kernel()[1]; j++) {
          int sourceX = j * window.dilation()[1] - left;
          int target = 0;
          for (int y = from; y < from + count; y++, target += outWidth) {
            int sourceY = y * window.stride()[0] - top + i * window.dilation()[0];
            if (sourceY < 0 || sourceY >= height) {
              java.util.Arrays.fill(column, target, target + outWidth, 0);
            } else {
              copy(
                  image,
                  sourceY * width,
                  width,
                  sourceX,
                  window.stride()[1],
                  column,
                  target,
                  outWidth);
            }
          }
          scratch.buffer().put(at, column, 0, count * outWidth);
          at += stride;
        }
      }
    }
  }

  /** One row of an image from a column on, which may lie beside it, with zeros there. */
  private static void copy(
      float[] image,
      int row,
      int width,
      int column,
      int stride,
      float[] target,
      int to,
      int length) {
    int first = column >= 0 ? 0 : Math.min(length, (-column + stride - 1) / stride);
    int last = column >= width ? first : Math.min(length, (width - 1 - column) / stride + 1);
    last = Math.max(first, last);
    java.util.Arrays.fill(target, to, to + first, 0);
    if (stride == 1 && last > first) { // or else what it copies from may be no place in the image
      System.arraycopy(image, row + column + first, target, to + first, last - first);
    } else {
      for (int x = first; x < last; x++) {
        target[to + x] = image[row + column + x * stride];
      }
    }
    java.util.Arrays.fill(target, to + last, to + length, 0);
  }

  /** Takes results to their places, with bias and activation. */
  static void store(
      Step step,
      int row,
      int from,
      int count,
      Memory scratch,
      int results,
      int stride,
      float[] bias,
      Pointwise activation,
      Lane lane) {
    int outputs = step.outShape[0];
    int height = step.outShape[1];
    int width = step.outShape[2];
    int length = count * width;
    float[] x = lane.scratch(length);
    for (int o = 0; o < outputs; o++) {
      scratch.buffer().get(results + o * stride, x, 0, length);
      Loops.addConstant(x, length, bias[o]);
      activation.apply(x, length);
      int target = ((row * outputs + o) * height + from) * width;
      step.out.buffer().put(target, x, 0, length);
    }
  }
}
