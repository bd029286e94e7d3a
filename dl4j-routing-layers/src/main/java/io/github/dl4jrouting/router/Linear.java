package io.github.dl4jrouting.router;

/**
 * A linear layer {@code y = x W + b} and its gradients, as pure functions. x and y are arrays of
 * rows, {@code x[n][f]} and {@code y[n][k]}, W is one of columns, {@code W[k][f]}: all loops run
 * along features.
 *
 * @param x its input, [N, F]
 * @param weights W, [F, K]
 * @param bias b, of length K
 */
record Linear(double[][] x, double[][] weights, double[] bias) {

  /** y, [N, K]. */
  double[][] output() {
    double[][] y = new double[x.length][bias.length];
    for (int n = 0; n < y.length; n++) {
      for (int k = 0; k < bias.length; k++) {
        y[n][k] = bias[k] + dot(x[n], weights[k]);
      }
    }
    return y;
  }

  /**
   * dL/dW, summed over samples, [F, K].
   *
   * @param dy dL/dy, [N, K]
   */
  double[][] weightGradient(double[][] dy) {
    double[][] dw = new double[bias.length][x[0].length];
    for (int n = 0; n < dy.length; n++) {
      for (int k = 0; k < dw.length; k++) {
        addScaled(dy[n][k], x[n], dw[k]);
      }
    }
    return dw;
  }

  /** dL/db, summed over samples, of length K. */
  double[] biasGradient(double[][] dy) {
    double[] db = new double[bias.length];
    for (double[] row : dy) {
      addScaled(1, row, db);
    }
    return db;
  }

  /** dL/dx, [N, F]. */
  double[][] inputGradient(double[][] dy) {
    double[][] dx = new double[dy.length][x[0].length];
    for (int n = 0; n < dy.length; n++) {
      for (int k = 0; k < bias.length; k++) {
        addScaled(dy[n][k], weights[k], dx[n]);
      }
    }
    return dx;
  }

  private static void addScaled(double factor, double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  /** Four sums at a time, so that no addition waits for the one before it. */
  private static double dot(double[] x, double[] y) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i] * y[i];
    }
    return a + b + c + d;
  }
}
