package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * Local response normalization of [C, H, W] images: x / (k + α Σ x²)ᵝ with the sum over the same
 * position of some channels before and behind.
 */
final class ResponseNormalizationKernel implements Kernel, Workers.Task {
  /** The usual β, whose power is two square roots. */
  private static final double THREE_QUARTERS = 0.75;

  private final double k;
  private final double alpha;
  private final double beta;
  private final int near;

  /**
   * A kernel.
   *
   * @param near how many channels before, and behind
   */
  ResponseNormalizationKernel(double k, double alpha, double beta, int near) {
    this.k = k;
    this.alpha = alpha;
    this.beta = beta;
    this.near = near;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return Shapes.image(inputs[0]);
  }

  /** How many positions are computed at once: their squares stay near a processor. */
  private static int atOnce(Step step) {
    return Math.max(64, 8 * Lane.CHUNK / step.outShape[0]);
  }

  private static int positions(Step step) {
    return step.outShape[1] * step.outShape[2];
  }

  private static int parts(Step step) {
    return (positions(step) + atOnce(step) - 1) / atOnce(step);
  }

  @Override
  public void compute(Step step) {
    step.parallel(this, step.rows * parts(step), (long) step.length() * Step.PASSING * 2);
  }

  /** Some positions of a sample. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int channels = step.outShape[0];
    int positions = positions(step);
    int from = index % parts(step) * atOnce(step);
    int n = Math.min(atOnce(step), positions - from);
    int first = index / parts(step) * channels * positions + from;
    float[] squares = lane.third(channels * n);
    float[] x = lane.scratch(n);
    float[] sum = lane.second(n);
    for (int c = 0; c < channels; c++) {
      step.in[0].buffer().get(first + c * positions, x, 0, n);
      Loops.square(x, n);
      System.arraycopy(x, 0, squares, c * n, n);
    }
    for (int c = 0; c < channels; c++) {
      Arrays.fill(sum, 0, n, 0);
      for (int other = Math.max(0, c - near); other <= Math.min(channels - 1, c + near); other++) {
        System.arraycopy(squares, other * n, x, 0, n);
        Loops.add(sum, x, n);
      }
      step.in[0].buffer().get(first + c * positions, x, 0, n);
      normalize(x, sum, n);
      step.out.buffer().put(first + c * positions, x, 0, n);
    }
  }

  private void normalize(float[] x, float[] sum, int n) {
    float offset = (float) k;
    float factor = (float) alpha;
    if (beta == THREE_QUARTERS) {
      for (int j = 0; j < n; j++) {
        float root = (float) Math.sqrt(offset + factor * sum[j]);
        x[j] = x[j] / (root * (float) Math.sqrt(root));
      }
      return;
    }
    for (int j = 0; j < n; j++) {
      x[j] = (float) (x[j] * Math.pow(offset + factor * sum[j], -beta));
    }
  }

  @Override
  public long weights() {
    return 0;
  }
}
