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
    float[] q = step.lane(0).scratch(classes);
    float[] p = step.lane(0).second(2);
    for (int r = 0; r < step.rows; r++) {
      step.in[0].buffer().get(r * classes, q, 0, classes);
      float sure = measure == ConfidenceMeasure.ENTROPY ? entropy(q, classes) : max(q, classes);
      if (Float.isNaN(sure)) {
        throw new IllegalStateException(
            "Layer \""
                + name
                + "\": expected an input without NaN, found one. Check the layers before it.");
      }
      boolean through = direction.through(sure, threshold);
      p[0] = through ? 1 : 0;
      p[1] = through ? 0 : 1;
      step.out.buffer().put(2 * r, p, 0, 2);
    }
  }

  private static float max(float[] q, int classes) {
    float max = q[0];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, q[c]); // NaN where either is
    }
    return max;
  }

  private static float entropy(float[] q, int classes) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum -= q[c] * Math.log(Math.max(q[c], SMALLEST));
    }
    return (float) sum;
  }
}
