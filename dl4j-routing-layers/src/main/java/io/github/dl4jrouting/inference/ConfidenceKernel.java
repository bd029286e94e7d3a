package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.gate.ConfidenceMeasure;
import io.github.dl4jrouting.gate.Direction;

/** A confidence gate at inference: one-hot [N, 2] from class probabilities [N, C]. */
final class ConfidenceKernel implements Kernel {
  private static final float SMALLEST = 1e-30f;

  private final ConfidenceMeasure measure;
  private final double threshold;
  private final String name;

  ConfidenceKernel(ConfidenceMeasure measure, double threshold, String name) {
    this.measure = measure;
    this.threshold = threshold;
    this.name = name;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return inputs[0].length == 1 ? new int[] {2} : LEFT_TO_DL4J;
  }

  @Override
  public void compute(Step step) {
    int classes = step.inShape[0][0];
    Direction direction = measure.direction();
    int atOnce = Math.max(1, Lane.CHUNK / Math.max(2, classes));
    float[] q = step.lane(0).scratch(atOnce * classes);
    float[] p = step.lane(0).second(2 * atOnce);
    for (int from = 0; from < step.rows; from += atOnce) {
      int rows = Math.min(atOnce, step.rows - from);
      step.in[0].buffer().get(from * classes, q, 0, rows * classes);
      for (int r = 0; r < rows; r++) {
        boolean through = direction.through(sure(q, r * classes, (r + 1) * classes), threshold);
        p[2 * r] = through ? 1 : 0;
        p[2 * r + 1] = through ? 0 : 1;
      }
      step.out.buffer().put(2 * from, p, 0, 2 * rows);
    }
  }

  private float sure(float[] q, int from, int to) {
    float sure = measure == ConfidenceMeasure.ENTROPY ? entropy(q, from, to) : max(q, from, to);
    if (Float.isNaN(sure)) {
      throw new IllegalStateException(
          "Layer \""
              + name
              + "\": expected an input without NaN, found one. Check the layers before it.");
    }
    return sure;
  }

  private static float max(float[] q, int from, int to) {
    float max = q[from];
    for (int c = from + 1; c < to; c++) {
      max = Math.max(max, q[c]); // NaN where either is
    }
    return max;
  }

  private static float entropy(float[] q, int from, int to) {
    double sum = 0;
    for (int c = from; c < to; c++) {
      sum -= q[c] * Math.log(Math.max(q[c], SMALLEST));
    }
    return (float) sum;
  }

  @Override
  public long weights() {
    return 0;
  }
}
