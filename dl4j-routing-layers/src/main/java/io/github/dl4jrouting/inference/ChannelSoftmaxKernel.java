package io.github.dl4jrouting.inference;

/** Softmax over the channels of each position by itself: of [C, H, W] images, [F, T] sequences. */
final class ChannelSoftmaxKernel implements Kernel, Workers.Task {
  @Override
  public int[] outputShape(int[][] inputs) {
    return inputs[0].length < 2 ? LEFT_TO_DL4J : inputs[0];
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int size = Shapes.size(step.outShape);
    int positions = size / step.outShape[0];
    float[] x = lane.scratch(size);
    step.in[0].buffer().get(row * size, x, 0, size);
    Softmax.columns(
        x, 0, step.outShape[0], positions, lane.second(positions), lane.third(positions));
    step.out.buffer().put(row * size, x, 0, size);
  }

  @Override
  public long weights() {
    return 0;
  }
}
