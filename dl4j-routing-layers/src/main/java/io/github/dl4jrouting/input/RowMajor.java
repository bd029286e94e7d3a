package io.github.dl4jrouting.input;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Small arrays as plain Java ones, for decisions that are made in plain Java. */
public final class RowMajor {
  private RowMajor() {}

  /**
   * An array's values in row-major order.
   *
   * @param array any array
   * @return its values in c-order
   */
  public static double[] of(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  /**
   * Which samples a per-sample mask leaves.
   *
   * @param mask {@code [N, 1]} or {@code [N]}, or null
   * @param samples N
   * @return one flag a sample, or null where the mask is absent or not one number a sample
   */
  public static boolean[] mask(INDArray mask, int samples) {
    if (mask == null || mask.length() != samples) {
      return null;
    }
    double[] values = of(mask);
    boolean[] counts = new boolean[samples];
    for (int n = 0; n < samples; n++) {
      counts[n] = values[n] != 0;
    }
    return counts;
  }
}
