package io.github.dl4jrouting.inference;

import java.util.stream.IntStream;

/**
 * Every stride-th result of a deconvolution along one axis. With stride s, padding p ((extent − s)
 * / 2 with mode Same) and dilation d a result is y_t = Σ x_h w_k over the h and k with h·s + k·d =
 * t + p. For the t that have the same remainder by s these are the same k, and h moves on by 1 from
 * one such t to the next: they are a convolution without stride.
 *
 * @param stride s
 * @param first the first t, from 0 to s − 1
 * @param elements the k, in the order of their h; none where no x reaches these results
 * @param dilation how far the h of two neighbours are apart
 * @param before how many zeros come before the first x; negative where that many x are not read
 * @param after the same behind the last x
 */
record Phase(int stride, int first, int[] elements, int dilation, int before, int after) {
  Phase {
    elements = elements.clone();
  }

  /**
   * The phases of an axis, by their first result.
   *
   * @param deconvolution its window
   */
  static Phase[] of(Window deconvolution, int axis) {
    int stride = deconvolution.stride()[axis];
    return IntStream.range(0, stride)
        .mapToObj(first -> of(deconvolution, axis, first))
        .toArray(Phase[]::new);
  }

  private static Phase of(Window deconvolution, int axis, int first) {
    int stride = deconvolution.stride()[axis];
    int apart = deconvolution.dilation()[axis];
    int last = deconvolution.kernel()[axis] - 1;
    int shifted = first + padding(deconvolution, axis);
    int[] elements =
        IntStream.rangeClosed(0, last)
            .map(k -> last - k)
            .filter(k -> (shifted - k * apart) % stride == 0)
            .toArray();
    // The h that the first element has for the first result.
    int firstRead = elements.length == 0 ? 0 : (shifted - elements[0] * apart) / stride;
    int dilation = elements.length < 2 ? 1 : (elements[0] - elements[1]) * apart / stride;
    int extent = Math.max(0, elements.length - 1) * dilation + 1;
    // How many more results the phase has than there are x.
    int beyond = Math.floorDiv(beyond(deconvolution, axis) - first - 1, stride) + 1;
    return new Phase(
        stride, first, elements, dilation, -firstRead, beyond + extent - 1 + firstRead);
  }

  /** How many results there are along an axis for so many inputs; 0 or less if there are none. */
  static int results(Window deconvolution, int axis, int inputs) {
    return inputs * deconvolution.stride()[axis] + beyond(deconvolution, axis);
  }

  /** How many more results there are than a stride for each input. */
  private static int beyond(Window deconvolution, int axis) {
    return deconvolution.isSame()
        ? 0
        : deconvolution.extent(axis)
            - deconvolution.stride()[axis]
            - 2 * deconvolution.padding()[axis];
  }

  private static int padding(Window deconvolution, int axis) {
    return deconvolution.isSame()
        ? (deconvolution.extent(axis) - deconvolution.stride()[axis]) / 2
        : deconvolution.padding()[axis];
  }

  /** How many of so many results are the phase's. */
  int count(int results) {
    return Math.max(0, (results - first + stride - 1) / stride);
  }

  /** Of the convolution that computes them: an element of weight 0 where there is none. */
  int kernel() {
    return Math.max(1, elements.length);
  }
}
