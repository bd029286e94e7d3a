package io.github.dl4jrouting.router;

import io.github.dl4jrouting.input.FloatLoops;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * {@code z = x W + b} and its gradient in plain loops, for few columns: x [N, F], W [F, K] as its K
 * columns. They copy x row by row, or column by column, as it lies: an array for the whole would be
 * a new one in every step of a training run.
 */
final class AffineLoops {
  private AffineLoops() {}

  /**
   * z.
   *
   * @param x [N, F], all that remains in the buffer
   * @param byRows whether x lies row by row, else column by column
   * @param w columns of W
   * @param b one number a column
   * @return z, row-major [N, K]
   */
  static double[] forward(FloatBuffer x, boolean byRows, float[][] w, float[] b) {
    return byRows ? forwardByRows(x, w, b) : forwardByColumns(x, w, b);
  }

  private static double[] forwardByRows(FloatBuffer x, float[][] w, float[] b) {
    int features = w[0].length;
    int outputs = w.length;
    float[] row = new float[features];
    double[] z = new double[x.remaining() / features * outputs];
    for (int i = 0; i < z.length; i++) {
      int output = i % outputs;
      if (output == 0) {
        x.get(x.position() + i / outputs * features, row);
      }
      z[i] = b[output] + FloatLoops.dot(row, w[output]);
    }
    return z;
  }

  private static double[] forwardByColumns(FloatBuffer x, float[][] w, float[] b) {
    int features = w[0].length;
    int samples = x.remaining() / features;
    float[] column = new float[samples];
    float[][] sums = new float[w.length][samples];
    for (int feature = 0; feature < features; feature++) {
      x.get(x.position() + feature * samples, column);
      for (int output = 0; output < w.length; output++) {
        FloatLoops.add(sums[output], column, w[output][feature]);
      }
    }
    double[] z = new double[samples * w.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = sums[i % w.length][i / w.length] + b[i % w.length];
    }
    return z;
  }

  /**
   * {@code dW = xᵀ dz}.
   *
   * @param x [N, F], all that remains in the buffer
   * @param byRows whether x lies row by row, else column by column
   * @param dz columns of dL/dz, of N numbers each
   * @param dw overwritten, dL/dW column by column
   */
  static void weightGradient(FloatBuffer x, boolean byRows, float[][] dz, FloatBuffer dw) {
    float[][] columns = byRows ? weightGradientByRows(x, dz) : weightGradientByColumns(x, dz);
    for (float[] column : columns) {
      dw.put(column);
    }
  }

  private static float[][] weightGradientByRows(FloatBuffer x, float[][] dz) {
    int samples = dz[0].length;
    int features = x.remaining() / samples;
    float[] row = new float[features];
    float[][] dw = new float[dz.length][features];
    for (int sample = 0; sample < samples; sample++) {
      x.get(x.position() + sample * features, row);
      for (int output = 0; output < dz.length; output++) {
        FloatLoops.add(dw[output], row, dz[output][sample]);
      }
    }
    return dw;
  }

  private static float[][] weightGradientByColumns(FloatBuffer x, float[][] dz) {
    int samples = dz[0].length;
    int features = x.remaining() / samples;
    float[] column = new float[samples];
    float[][] dw = new float[dz.length][features];
    for (int feature = 0; feature < features; feature++) {
      x.get(x.position() + feature * samples, column);
      for (int output = 0; output < dz.length; output++) {
        dw[output][feature] = FloatLoops.dot(column, dz[output]);
      }
    }
    return dw;
  }

  /**
   * dL/db.
   *
   * @param dz columns of dL/dz
   * @return one number a column
   */
  static float[] sums(float[][] dz) {
    float[] sums = new float[dz.length];
    for (int output = 0; output < sums.length; output++) {
      double sum = 0;
      for (float number : dz[output]) {
        sum += number;
      }
      sums[output] = (float) sum;
    }
    return sums;
  }

  /**
   * {@code dx = dz Wᵀ}.
   *
   * @param dz columns of dL/dz
   * @param w columns of W
   * @param dx overwritten, dL/dx, row-major [N, F]
   */
  static void inputGradient(float[][] dz, float[][] w, FloatBuffer dx) {
    int samples = dz[0].length;
    int features = w[0].length;
    float[] row = new float[features];
    for (int sample = 0; sample < samples; sample++) {
      Arrays.fill(row, 0);
      for (int output = 0; output < w.length; output++) {
        FloatLoops.add(row, w[output], dz[output][sample]);
      }
      dx.put(row);
    }
  }
}
