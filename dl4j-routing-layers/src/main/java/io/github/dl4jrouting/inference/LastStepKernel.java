package io.github.dl4jrouting.inference;

/** The last step of sequences: [F, T] to [F]. */
final class LastStepKernel implements Kernel, Workers.Task {
  @Override
  public int[] outputShape(int[][] inputs) {
    return new int[] {Steps.features(inputs[0])};
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  @Override
  public void part(Step step, int row, Lane lane) {
    int features = step.outShape[0];
    int length = step.inShape[0][1];
    float[] last = lane.scratch(features);
    for (int f = 0; f < features; f++) {
      last[f] = step.in[0].buffer().get((row * features + f + 1) * length - 1);
    }
    step.out.buffer().put(row * features, last, 0, features);
  }

  @Override
  public boolean makesImages() {
    return false;
  }
}
