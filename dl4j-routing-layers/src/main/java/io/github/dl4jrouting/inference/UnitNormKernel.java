package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows divided by their Euclidean norms, which count as ε where they are smaller. */
final class UnitNormKernel implements Kernel, Workers.Task {
  private final double epsilon;
  private final int[] dimensions;

  /**
   * A kernel.
   *
   * @param dimensions what norms are of, the batch being dimension 0; empty for all of a row
   */
  UnitNormKernel(double epsilon, int... dimensions) {
    this.epsilon = epsilon;
    this.dimensions = dimensions.clone();
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] all = IntStream.rangeClosed(1, inputs[0].length).toArray();
    return dimensions.length == 0 || Arrays.equals(dimensions, all) ? inputs[0] : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  @Override
  public void part(Step step, int row, Lane lane) {
    int size = Shapes.size(step.outShape);
    float[] x = lane.scratch(size);
    step.in[0].buffer().get(row * size, x, 0, size);
    double norm = Math.sqrt(Loops.squaredDistances(x, size, 0));
    Loops.scale(x, size, (float) (1 / Math.max(norm, epsilon)));
    step.out.buffer().put(row * size, x, 0, size);
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean takesAnyOrder() {
    return true;
  }
}
