package io.github.dl4jrouting.inference;

/** The last step of sequences, of those that count: [F, T] to [F]. */
final class LastStepKernel implements Kernel, Workers.Task {
  private final boolean mayBeEmpty;

  /**
   * A kernel.
   *
   * @param mayBeEmpty whether a sequence of which no step counts has its first one taken
   */
  LastStepKernel(boolean mayBeEmpty) {
    this.mayBeEmpty = mayBeEmpty;
  }

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
    int number = length - 1;
    while (number >= 0 && !step.counts(row, number, length)) {
      number--;
    }
    if (number < 0 && !mayBeEmpty) {
      throw new IllegalArgumentException(
          "expected masks that leave at least one step of each sample, found one that leaves none");
    }
    float[] last = lane.scratch(features);
    for (int f = 0; f < features; f++) {
      last[f] = step.in[0].buffer().get((row * features + f) * length + Math.max(number, 0));
    }
    step.out.buffer().put(row * features, last, 0, features);
  }

  @Override
  public int maskedSteps(int[] in) {
    return in[1];
  }

  @Override
  public boolean makesImages() {
    return false;
  }
}
