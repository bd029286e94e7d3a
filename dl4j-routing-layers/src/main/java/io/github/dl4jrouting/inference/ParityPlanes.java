package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * Every other row of an image and every other number of it, from each of the first columns on. A
 * window's element at one place of 2×2 results is a run of these numbers, without gaps.
 */
final class ParityPlanes {
  private ParityPlanes() {}

  /** How many planes an image becomes. */
  static int count(Window window) {
    return 2 * (window.kernel()[1] + 1);
  }

  /**
   * Fills the planes of one image: first its even rows from column 0, 1, … on, then its odd ones.
   *
   * @param image number of the image among all of the step's
   * @param from first row, zeros around the image included; an even one
   * @param rows how many
   * @param planes where to
   * @param to where the first plane begins
   * @param plane from one plane to the next
   */
  static void fill(
      Step step,
      Window window,
      int image,
      int from,
      int rows,
      float[] planes,
      int to,
      int plane,
      Lane lane) {
    int width = step.outShape[2];
    int shifts = window.kernel()[1] + 1;
    int stride = rowStride(step, window);
    float[] x = rows(step, window, image, from, rows, stride, lane);
    for (int odd = 0; odd < 2; odd++) {
      int length = (rows + 1 - odd) / 2 * width;
      int first = to + odd * shifts * plane;
      everyOther(x, odd * stride, stride, width, length, planes, first, first + plane);
      for (int i = 2; i < shifts; i++) {
        int target = first + i * plane;
        // The plane before the last one, moved by a number: the last of each row alone is new.
        System.arraycopy(planes, target - 2 * plane + 1, planes, target, length - 1);
        int at = odd * stride + 2 * (width - 1) + i;
        for (int j = width - 1; j < length; j += width, at += 2 * stride) {
          planes[target + j] = x[at];
        }
      }
    }
  }

  /**
   * Every other row: of each the even numbers, and the odd ones.
   *
   * @param width how many of each
   * @param length of all rows' even numbers together
   */
  private static void everyOther(
      float[] x, int from, int stride, int width, int length, float[] planes, int even, int odd) {
    int at = from;
    int column = 0;
    for (int j = 0; j < length; j++) {
      planes[even + j] = x[at];
      planes[odd + j] = x[at + 1];
      at += 2;
      if (++column == width) {
        column = 0;
        at += 2 * (stride - width);
      }
    }
  }

  /** From one row of {@link #rows} to the next: as in the image, if no zeros come between. */
  private static int rowStride(Step step, Window window) {
    int width = step.inShape[0][2];
    int used = 2 * step.outShape[2] + window.kernel()[1] - 1;
    return window.before(1, width) == 0 && width >= used ? width : used;
  }

  /** Rows of an image with the zeros around it. */
  private static float[] rows(
      Step step, Window window, int image, int from, int rows, int stride, Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int up = from - window.before(0, height);
    int left = window.before(1, width);
    int first = Math.min(rows, Math.max(0, -up));
    int last = Math.max(first, Math.min(rows, height - up));
    float[] x = lane.third(rows * stride);
    Arrays.fill(x, 0, first * stride, 0);
    Arrays.fill(x, last * stride, rows * stride, 0);
    // Of a caller's own array no view is made for one reading.
    int at = (image * height + up + first) * width;
    if (stride == width) {
      step.in[0].get(at, x, first * stride, (last - first) * stride, lane);
      return x;
    }
    float[] inside = lane.second((last - first) * width);
    step.in[0].get(at, inside, 0, (last - first) * width, lane);
    for (int r = first; r < last; r++) {
      Arrays.fill(x, r * stride, (r + 1) * stride, 0);
      System.arraycopy(inside, (r - first) * width, x, r * stride + left, width);
    }
    return x;
  }
}
