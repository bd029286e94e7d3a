package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** Each number of [C, H, W] images so many times below and beside itself. */
final class UpsamplingKernel implements Kernel, Workers.Task {
  private final int down;
  private final int across;

  UpsamplingKernel(int down, int across) {
    this.down = down;
    this.across = across;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = Shapes.image(inputs[0]);
    return new int[] {in[0], in[1] * down, in[2] * across};
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int[] in = step.inShape[0];
    int width = step.outShape[2];
    int plane = step.outShape[1] * width;
    float[] x = lane.scratch(in[1] * in[2]);
    float[] y = lane.second(plane);
    for (int c = row * in[0]; c < (row + 1) * in[0]; c++) {
      step.in[0].buffer().get(c * in[1] * in[2], x, 0, in[1] * in[2]);
      for (int i = 0; i < in[1]; i++) {
        int first = i * down * width;
        for (int j = 0; j < in[2]; j++) {
          int at = first + j * across;
          Arrays.fill(y, at, at + across, x[i * in[2] + j]);
        }
        for (int k = 1; k < down; k++) {
          System.arraycopy(y, first, y, first + k * width, width);
        }
      }
      step.out.buffer().put(c * plane, y, 0, plane);
    }
  }

  @Override
  public long weights() {
    return 0;
  }
}
