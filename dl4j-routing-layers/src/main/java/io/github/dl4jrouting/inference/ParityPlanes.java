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
    int half = width + window.kernel()[1] / 2;
    float[] halves = lane.second(2 * rows * half);
    halve(step, window, image, from, rows, half, halves, lane);
    int shifts = window.kernel()[1] + 1;
    for (int odd = 0; odd < 2; odd++) {
      int count = (rows + 1 - odd) / 2;
      for (int x = 0; x < shifts; x++) {
        int source = (x % 2 * rows + odd) * half + x / 2;
        int target = to + (odd * shifts + x) * plane;
        if (x < 2) {
          for (int r = 0; r < count; r++) {
            System.arraycopy(halves, source + 2 * r * half, planes, target + r * width, width);
          }
        } else {
          // The plane before the last one, moved by a number: the last of each row alone is new.
          System.arraycopy(planes, target - 2 * plane + 1, planes, target, count * width - 1);
          for (int r = 1; r <= count; r++) {
            planes[target + r * width - 1] = halves[source + 2 * (r - 1) * half + width - 1];
          }
        }
      }
    }
  }

  /** Rows of an image with zeros around: of all rows the even columns, then the odd ones. */
  private static void halve(
      Step step,
      Window window,
      int image,
      int from,
      int rows,
      int half,
      float[] halves,
      Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int up = from - window.before(0, height);
    int left = window.before(1, width);
    int first = Math.max(0, -up);
    int last = Math.min(rows, height - up);
    // The image's own even and odd columns: an odd number of zeros before them turns them over.
    int even = left % 2 * rows * half + left / 2;
    int odd = (1 - left % 2) * rows * half + (left + 1) / 2;
    int evens = Math.max(0, Math.min((width + 1) / 2, half - left / 2));
    int odds = Math.max(0, Math.min(width / 2, half - (left + 1) / 2));
    if (first > 0 || last < rows || evens < half || odds < half) {
      Arrays.fill(halves, 0, 2 * rows * half, 0);
    }
    if (last <= first) {
      return;
    }
    float[] x = lane.third((last - first) * width);
    // Of a caller's own array no view is made for one reading.
    lane.a.to(step.in[0].address((long) (image * height + up + first) * width));
    lane.a.get(x, 0, (last - first) * width);
    int both = Math.min(evens, odds);
    if (left == 0 && width == 2 * half) {
      // No gaps: all rows are one.
      both *= last - first;
      evens = both;
      odds = both;
      last = first + 1;
    }
    for (int r = first; r < last; r++) {
      int source = (r - first) * width;
      int toEven = even + r * half;
      int toOdd = odd + r * half;
      for (int j = 0; j < both; j++) {
        halves[toEven + j] = x[source + 2 * j];
        halves[toOdd + j] = x[source + 2 * j + 1];
      }
      for (int j = both; j < evens; j++) {
        halves[toEven + j] = x[source + 2 * j];
      }
      for (int j = both; j < odds; j++) {
        halves[toOdd + j] = x[source + 2 * j + 1];
      }
    }
  }
}
