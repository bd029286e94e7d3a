package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.gate.ConfidenceMeasure;

/** A confidence gate at inference: one-hot [N, 2] from how sure each row of probabilities is. */
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
    return new int[] {2};
  }

  @Override
  public void compute(Step step) {
    int classes = Shapes.size(step.inShape[0]);
    float[] q = step.lane(0).scratch(classes);
    float[] p = step.lane(0).second(2);
    for (int n = 0; n < step.rows; n++) {
      step.in[0].buffer().get(n * classes, q, 0, classes);
      float sure = of(q, classes);
      if (Float.isNaN(sure)) {
        throw new IllegalStateException(
            "Layer \""
                + name
                + "\": expected an input without NaN, found one. Check the layers before it.");
      }
      boolean through = measure.direction().through(sure, threshold);
      p[0] = through ? 1 : 0;
      p[1] = through ? 0 : 1;
      step.out.buffer().put(2 * n, p, 0, 2);
    }
  }

  /** NaN where a probability is. */
  private float of(float[] q, int classes) {
    return switch (measure) {
      case MAX_PROBABILITY -> largest(q, classes);
      case ENTROPY -> entropy(q, classes);
    };
  }

  private static float largest(float[] q, int classes) {
    float max = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      max = Math.max(max, q[c]); // NaN, if either is
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
