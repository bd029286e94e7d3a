package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** x, or αx where x is negative; α has a number for each of a row, or one for some dimensions. */
final class PReluKernel implements Kernel, Workers.Task {
  private static final int MOST_DIMENSIONS = 3;

  /** As many as a row has; 1 where all along a dimension share α. */
  private final int[] shape;

  private final float[] alpha;

  /**
   * For rows of three dimensions at most.
   *
   * @param shape that of α
   * @param alpha in c order
   */
  PReluKernel(int[] shape, float[] alpha) {
    this.shape = shape.clone();
    this.alpha = alpha.clone();
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    boolean fits = in.length == shape.length && in.length <= MOST_DIMENSIONS;
    for (int d = 0; fits && d < in.length; d++) {
      fits = shape[d] == 1 || shape[d] == in[d];
    }
    return fits ? in : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int size = Shapes.size(step.outShape);
    float[] x = lane.scratch(size);
    step.in[0].buffer().get(row * size, x, 0, size);
    int[] in = inThreeDimensions(step.outShape);
    int[] of = inThreeDimensions(shape);
    int at = 0;
    for (int c = 0; c < in[0]; c++) {
      for (int h = 0; h < in[1]; h++) {
        int first = ((of[0] == 1 ? 0 : c) * of[1] + (of[1] == 1 ? 0 : h)) * of[2];
        int next = of[2] == 1 ? 0 : 1;
        for (int w = 0; w < in[2]; w++, at++) {
          x[at] = x[at] < 0 ? alpha[first + w * next] * x[at] : x[at];
        }
      }
    }
    step.out.buffer().put(row * size, x, 0, size);
  }

  private static int[] inThreeDimensions(int[] shape) {
    int[] three = new int[MOST_DIMENSIONS];
    Arrays.fill(three, 1);
    System.arraycopy(shape, 0, three, MOST_DIMENSIONS - shape.length, shape.length);
    return three;
  }

  @Override
  public long weights() {
    return alpha.length;
  }
}
