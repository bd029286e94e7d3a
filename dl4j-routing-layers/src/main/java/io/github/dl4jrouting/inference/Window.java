package io.github.dl4jrouting.inference;

import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * How a convolution or pooling moves over an image, in DL4J's terms: [height, width] each.
 *
 * @param kernel size of the window
 * @param stride step between windows
 * @param padding zeros before the first row and column, negative where rows and columns are not
 *     read; not used with modes Same and Causal
 * @param after the same behind the last
 * @param dilation distance between the window's elements
 * @param mode how the output size follows
 */
record Window(
    int[] kernel, int[] stride, int[] padding, int[] after, int[] dilation, ConvolutionMode mode) {
  Window {
    kernel = kernel.clone();
    stride = stride.clone();
    padding = padding.clone();
    after = after.clone();
    dilation = dilation.clone();
  }

  /** With as many zeros behind an image as before it. */
  Window(int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
    this(kernel, stride, padding, padding, dilation, mode);
  }

  /** Along a sequence that is an image of one column. */
  static Window along(int kernel, int stride, int padding, int dilation, ConvolutionMode mode) {
    return new Window(
        new int[] {kernel, 1},
        new int[] {stride, 1},
        new int[] {padding, 0},
        new int[] {dilation, 1},
        mode);
  }

  /** Of one position. */
  static Window ofOne(int... stride) {
    int[] one = {1, 1};
    return new Window(one, stride, new int[2], one, ConvolutionMode.Truncate);
  }

  /** From the first element to the last, in inputs. */
  int extent(int axis) {
    return (kernel[axis] - 1) * dilation[axis] + 1;
  }

  boolean isSame() {
    return mode == ConvolutionMode.Same;
  }

  /** Whether windows end at the place that their result is for: those of sequences alone. */
  private boolean isCausal() {
    return mode == ConvolutionMode.Causal;
  }

  /** Whether windows and their elements are as far apart as inputs. */
  boolean isDense() {
    return isUnstrided() && isUndilated();
  }

  /** Whether the window's elements are as far apart as inputs. */
  boolean isUndilated() {
    return dilation[0] == 1 && dilation[1] == 1;
  }

  /** Whether no window reaches beyond the image. */
  boolean isInside() {
    return !isSame() && !isCausal() && isUnpadded();
  }

  /**
   * Whether there may be windows that lie wholly beside an image with as many zeros on both sides.
   */
  boolean mayMissTheImage() {
    return !isSame() && (padding[0] >= kernel[0] || padding[1] >= kernel[1]);
  }

  /**
   * Whether mode Same may have windows begin behind the first input: DL4J's poolings do where these
   * are farther apart than they are long by two inputs or more, and no other layers.
   */
  boolean leavesInputsOut() {
    return isSame() && (stride[0] - extent(0) > 1 || stride[1] - extent(1) > 1);
  }

  /** Whether windows are as far apart as inputs. */
  boolean isUnstrided() {
    return stride[0] == 1 && stride[1] == 1;
  }

  /** Whether outputs are as far apart as inputs and no input is beside the image. */
  boolean isPointwise() {
    return kernel[0] == 1 && kernel[1] == 1 && isUnstrided() && (isSame() || isUnpadded());
  }

  private boolean isUnpadded() {
    return padding[0] == 0 && padding[1] == 0 && after[0] == 0 && after[1] == 0;
  }

  /** Output size along an axis; 0 or less if the image is too small. */
  int outputs(int axis, int size) {
    if (isSame() || isCausal()) {
      return (size + stride[axis] - 1) / stride[axis];
    }
    int room = room(axis, size);
    return room < 0 ? 0 : room / stride[axis] + 1;
  }

  /** Whether the windows cover the image without a rest, as mode Strict asks. */
  boolean fits(int axis, int size) {
    return mode != ConvolutionMode.Strict || room(axis, size) % stride[axis] == 0;
  }

  /** How far the first window can be moved. */
  private int room(int axis, int size) {
    return size - extent(axis) + padding[axis] + after[axis];
  }

  /**
   * Images must have so many channels.
   *
   * @param in the shape of one
   */
  static void checkImages(int[] in, int channels) {
    if (in.length != 3 || in[0] != channels) {
      throw new IllegalArgumentException(
          "expected images of shape [N, "
              + channels
              + ", height, width], found "
              + Shapes.text(in)
              + ". Check the data and the layers before it.");
    }
  }

  /**
   * The shape of what a convolution makes of an image.
   *
   * @throws IllegalArgumentException if the image has another number of channels, is too small, or
   *     has rows or columns left over in mode Strict
   */
  int[] outputShape(int[] in, int channels, int outputs) {
    checkImages(in, channels);
    int[] out = {outputs, outputs(0, in[1]), outputs(1, in[2])};
    if (out[1] <= 0 || out[2] <= 0) {
      throw new IllegalArgumentException(
          "expected images of at least the size of the kernel, found " + Shapes.text(in));
    }
    if (!fits(0, in[1]) || !fits(1, in[2])) {
      throw new IllegalArgumentException(
          "expected images that windows cover without a rest (ConvolutionMode.Strict), found "
              + Shapes.text(in)
              + ". Use Truncate or Same.");
    }
    return out;
  }

  /** Zeros before the first element. */
  int before(int axis, int size) {
    if (isCausal()) {
      return extent(axis) - 1;
    }
    if (!isSame()) {
      return padding[axis];
    }
    return Math.max(0, (outputs(axis, size) - 1) * stride[axis] + extent(axis) - size) / 2;
  }

  /** How many input rows (or columns) some outputs need. */
  int inputs(int axis, int count) {
    return (count - 1) * stride[axis] + extent(axis);
  }

  /** Whether some row of the window lies at a phase of the row stride, from 0 to the stride − 1. */
  boolean usesRow(int phase) {
    for (int i = 0; i < kernel[0]; i++) {
      if (i * dilation[0] % stride[0] == phase) {
        return true;
      }
    }
    return false;
  }
}
