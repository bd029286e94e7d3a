package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** A sequence of which each step is the row: [F] to [F, steps]. */
final class RepeatKernel implements Kernel, Workers.Task {
  private final int steps;

  RepeatKernel(int steps) {
    this.steps = steps;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return inputs[0].length == 1 ? new int[] {inputs[0][0], steps} : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int features = step.inShape[0][0];
    float[] x = lane.scratch(features);
    float[] repeated = lane.second(features * steps);
    step.in[0].buffer().get(row * features, x, 0, features);
    for (int f = 0; f < features; f++) {
      Arrays.fill(repeated, f * steps, (f + 1) * steps, x[f]);
    }
    step.out.buffer().put(row * features * steps, repeated, 0, features * steps);
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean makesImages() {
    return false;
  }
}
