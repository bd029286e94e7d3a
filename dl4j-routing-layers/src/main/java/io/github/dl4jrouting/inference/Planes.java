package io.github.dl4jrouting.inference;

/** Moves image planes between their places: padded, unfolded, and back. */
final class Planes {
  private Planes() {}

  /** Keeps planes off multiples of a memory page, where they would share cache lines. */
  static int padded(int size) {
    int rounded = (size + 15) / 16 * 16;
    return rounded % 256 == 0 ? rounded + 16 : rounded;
  }

  /** Copies the input rows of a band of output rows into planes with zeros around. */
  static void pad(
      Step step,
      int row,
      int from,
      int count,
      Window window,
      int plane,
      int rowLength,
      Memory scratch,
      Lane lane) {
    int channels = step.inShape[0][0];
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int left = window.before(1, width);
    int top = from * window.stride()[0] - window.before(0, height);
    int rows = window.inputs(0, count);
    int copied = Math.min(width, rowLength - left);
    float[] x = lane.scratch(plane);
    java.util.Arrays.fill(x, 0, plane, 0);
    for (int c = 0; c < channels; c++) {
      int image = (row * channels + c) * height * width;
      for (int y = Math.max(0, -top); y < rows && top + y < height; y++) {
        step.in[0].buffer().get(image + (top + y) * width, x, y * rowLength + left, copied);
      }
      scratch.buffer().put(c * plane, x, 0, plane);
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

  /** Takes results out of rows that are too long, and adds bias and activation. */
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
    int length = (count - 1) * rowLength + width;
    float[] x = lane.scratch(length);
    for (int o = 0; o < outputs; o++) {
      scratch.buffer().get(results + o * stride, x, 0, length);
      if (rowLength != width) {
        for (int y = 1; y < count; y++) {
          System.arraycopy(x, y * rowLength, x, y * width, width);
        }
      }
      Loops.addConstant(x, count * width, bias[o]);
      activation.apply(x, count * width);
      int target = ((row * outputs + o) * height + from) * width;
      step.out.buffer().put(target, x, 0, count * width);
    }
  }
}
