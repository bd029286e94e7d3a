package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** Images [C, H, W] with rows and columns of zeros around them, or without some at their edges. */
final class FrameKernel implements Kernel, Workers.Task {
  private final int top;
  private final int bottom;
  private final int left;
  private final int right;

  private FrameKernel(int top, int bottom, int left, int right) {
    this.top = top;
    this.bottom = bottom;
    this.left = left;
    this.right = right;
  }

  /**
   * Zeros around an image.
   *
   * @param size how many at the top, at the bottom, on the left and on the right
   */
  static FrameKernel padding(int... size) {
    return new FrameKernel(size[0], size[1], size[2], size[3]);
  }

  /**
   * An image without its edges.
   *
   * @param size how much is left out at the top, at the bottom, on the left and on the right
   */
  static FrameKernel cropping(int... size) {
    return new FrameKernel(-size[0], -size[1], -size[2], -size[3]);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    if (in.length != 3 || in[1] + top + bottom <= 0 || in[2] + left + right <= 0) {
      throw new IllegalArgumentException(
          "expected images of shape [N, channels, height, width], larger than what is cut off,"
              + " found "
              + Shapes.text(in));
    }
    return new int[] {in[0], in[1] + top + bottom, in[2] + left + right};
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int inHeight = step.inShape[0][1];
    int inWidth = step.inShape[0][2];
    int height = step.outShape[1];
    int width = step.outShape[2];
    int rows = Math.min(inHeight, height);
    int columns = Math.min(inWidth, width);
    float[] x = lane.scratch(inHeight * inWidth);
    float[] y = lane.second(height * width);
    Arrays.fill(y, 0, height * width, 0);
    for (int c = 0; c < step.outShape[0]; c++) {
      int plane = row * step.outShape[0] + c;
      step.in[0].buffer().get(plane * inHeight * inWidth, x, 0, inHeight * inWidth);
      for (int r = 0; r < rows; r++) {
        int from = (r + Math.max(0, -top)) * inWidth + Math.max(0, -left);
        int to = (r + Math.max(0, top)) * width + Math.max(0, left);
        System.arraycopy(x, from, y, to, columns);
      }
      step.out.buffer().put(plane * height * width, y, 0, height * width);
    }
  }

  @Override
  public long weights() {
    return 0;
  }
}
