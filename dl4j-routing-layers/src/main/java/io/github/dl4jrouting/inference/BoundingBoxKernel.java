package io.github.dl4jrouting.inference;

/**
 * What YOLO predicts, of [B (5 + C), H, W] sums: for each of B priors the sigmoids of a box's
 * centre x and y, its width and height as multiples of the prior's, the sigmoid of its confidence,
 * and the softmax over C classes (Redmon and Farhadi 2016, arXiv 1612.08242).
 */
final class BoundingBoxKernel implements Kernel, Workers.Task {
  /** Numbers of a box before its classes. */
  private static final int BOX = 5;

  /** Where those numbers are. */
  private static final int SIZE = 2;

  private static final int CONFIDENCE = 4;

  private final float[] priors;

  /**
   * A kernel.
   *
   * @param priors width and height of each
   */
  BoundingBoxKernel(float[] priors) {
    this.priors = priors.clone();
  }

  private int boxes() {
    return priors.length / 2;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = Shapes.image(inputs[0]);
    return in[0] % boxes() == 0 && in[0] / boxes() > BOX ? in : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    step.parallel(this, step.rows * boxes(), (long) step.length() * Step.PASSING);
  }

  /** One box of a sample. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int positions = step.outShape[1] * step.outShape[2];
    int numbers = step.outShape[0] / boxes();
    int size = numbers * positions;
    float[] x = lane.scratch(size);
    float[] some = lane.second(SIZE * positions);
    step.in[0].buffer().get(index * size, x, 0, size);
    sigmoids(x, 0, SIZE * positions, some);
    int prior = 2 * (index % boxes());
    for (int k = 0; k < 2; k++) {
      int from = (SIZE + k) * positions;
      for (int j = from; j < from + positions; j++) {
        x[j] = (float) Math.exp(x[j]) * priors[prior + k];
      }
    }
    sigmoids(x, CONFIDENCE * positions, positions, some);
    int from = BOX * positions;
    Softmax.columns(x, from, numbers - BOX, positions, some, lane.third(positions));
    step.out.buffer().put(index * size, x, 0, size);
  }

  private static void sigmoids(float[] x, int from, int count, float[] some) {
    System.arraycopy(x, from, some, 0, count);
    Pointwise.SIGMOID.apply(some, count);
    System.arraycopy(some, 0, x, from, count);
  }
}
