package io.github.dl4jrouting.inference;

/** Rows divided by their Euclidean norms, which count as ε where they are smaller. */
final class UnitNormKernel implements Kernel, Workers.Task {
  private final double epsilon;

  UnitNormKernel(double epsilon) {
    this.epsilon = epsilon;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return inputs[0];
  }

  @Override
  public void compute(Step step) {
    step.parallel(this, step.rows, (long) step.length() * Step.PASSING);
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
