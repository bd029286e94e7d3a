package io.github.dl4jrouting.convolution;

import java.util.Arrays;

/**
 * How a convolution moves over one image, as a pure function on arrays: [C, H, W] to a matrix with
 * a row for each channel and element of the window, [C·kh·kw, oh·ow], and back.
 *
 * @param channels C
 * @param height H
 * @param width W
 * @param kernel size of the window, {kh, kw}
 * @param stride step between windows
 * @param before zeros before the first row and column
 * @param dilation distance between the window's elements
 * @param outHeight oh
 * @param outWidth ow
 */
record Patches(
    int channels,
    int height,
    int width,
    int[] kernel,
    int[] stride,
    int[] before,
    int[] dilation,
    int outHeight,
    int outWidth) {

  int imageSize() {
    return channels * height * width;
  }

  /** Elements of a window, over all channels. */
  int depth() {
    return channels * kernel[0] * kernel[1];
  }

  /** How many windows there are. */
  int positions() {
    return outHeight * outWidth;
  }

  /** Copies windows out of an image. */
  void unfold(float[] image, float[] matrix) {
    int to = 0;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < kernel[0]; i++) {
        for (int j = 0; j < kernel[1]; j++) {
          for (int y = 0; y < outHeight; y++, to += outWidth) {
            int row = y * stride[0] - before[0] + i * dilation[0];
            if (row < 0 || row >= height) {
              Arrays.fill(matrix, to, to + outWidth, 0);
            } else {
              copy(image, (c * height + row) * width, j * dilation[1] - before[1], matrix, to);
            }
          }
        }
      }
    }
  }

  private void copy(float[] image, int row, int column, float[] matrix, int to) {
    int first = first(column);
    int last = last(column);
    Arrays.fill(matrix, to, to + first, 0);
    if (stride[1] == 1) {
      System.arraycopy(image, row + column + first, matrix, to + first, last - first);
    } else {
      for (int x = first; x < last; x++) {
        matrix[to + x] = image[row + column + x * stride[1]];
      }
    }
    Arrays.fill(matrix, to + last, to + outWidth, 0);
  }

  /** Adds every element of the windows to where it came from; the image is set, not added to. */
  void fold(float[] matrix, float[] image) {
    Arrays.fill(image, 0, imageSize(), 0);
    int from = 0;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < kernel[0]; i++) {
        for (int j = 0; j < kernel[1]; j++) {
          for (int y = 0; y < outHeight; y++, from += outWidth) {
            int row = y * stride[0] - before[0] + i * dilation[0];
            if (row >= 0 && row < height) {
              add(matrix, from, image, (c * height + row) * width, j * dilation[1] - before[1]);
            }
          }
        }
      }
    }
  }

  private void add(float[] matrix, int from, float[] image, int row, int column) {
    int last = last(column);
    int at = row + column;
    for (int x = first(column); x < last; x++) {
      image[at + x * stride[1]] += matrix[from + x];
    }
  }

  /** The first window whose element in this column is inside the image. */
  private int first(int column) {
    return column >= 0 ? 0 : Math.min(outWidth, (-column + stride[1] - 1) / stride[1]);
  }

  /** One more than the last of them. */
  private int last(int column) {
    int room = width - 1 - column;
    return room < 0
        ? first(column)
        : Math.max(first(column), Math.min(outWidth, room / stride[1] + 1));
  }
}
