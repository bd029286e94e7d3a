package io.github.dl4jrouting.inference;

/**
 * Blocks of [C, H, W] images as channels: (i · block + j) · C + c of row i and column j of each.
 */
final class SpaceToDepthKernel implements Kernel, Workers.Task {
  private final int block;

  SpaceToDepthKernel(int block) {
    this.block = block;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = Shapes.image(inputs[0]);
    return in[1] % block == 0 && in[2] % block == 0
        ? new int[] {in[0] * block * block, in[1] / block, in[2] / block}
        : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int channels = step.inShape[0][0];
    int width = step.inShape[0][2];
    int in = step.inShape[0][1] * width;
    int out = step.outShape[1] * step.outShape[2];
    float[] x = lane.scratch(in);
    float[] y = lane.second(out);
    for (int c = 0; c < channels; c++) {
      step.in[0].buffer().get((row * channels + c) * in, x, 0, in);
      for (int place = 0; place < block * block; place++) {
        take(x, place / block * width + place % block, width, y, step.outShape);
        int channel = place * channels + c;
        step.out.buffer().put((row * step.outShape[0] + channel) * out, y, 0, out);
      }
    }
  }

  /** What lies at one place of each block. */
  private void take(float[] x, int place, int width, float[] y, int[] out) {
    for (int i = 0; i < out[1]; i++) {
      int from = place + i * block * width;
      for (int j = 0; j < out[2]; j++) {
        y[i * out[2] + j] = x[from + j * block];
      }
    }
  }

  @Override
  public long weights() {
    return 0;
  }
}
