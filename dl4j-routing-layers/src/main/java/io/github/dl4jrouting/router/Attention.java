package io.github.dl4jrouting.router;

/**
 * Feature attention {@code y = F · softmax(u ⊙ z + c) ⊙ z}, row by row, and its gradients, as pure
 * functions on row-major arrays.
 */
final class Attention {
  private final double[] features;
  private final double[] weights;
  private final double[] share;

  /**
   * Computes the shares.
   *
   * @param features z [N, F]
   * @param weights u, of length F
   * @param bias c, of length F
   */
  Attention(double[] features, double[] weights, double[] bias) {
    this.features = features;
    this.weights = weights;
    double[] logits = new double[features.length];
    for (int row = 0; row < logits.length; row += weights.length) {
      for (int f = 0; f < weights.length; f++) {
        logits[row + f] = features[row + f] * weights[f] + bias[f];
      }
    }
    this.share = Routing.softmax(logits, weights.length, 1);
  }

  /** y [N, F]. */
  double[] output() {
    double[] y = new double[features.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = weights.length * share[i] * features[i];
    }
    return y;
  }

  /** Gradient in what the softmax sees [N, F], from dL/dy. */
  double[] logitGradient(double[] dy) {
    double[] dShare = new double[dy.length];
    for (int i = 0; i < dy.length; i++) {
      dShare[i] = weights.length * dy[i] * features[i];
    }
    return Routing.softmaxGradient(share, dShare, weights.length, 1);
  }

  /** dL/du, summed over samples. */
  double[] weightGradient(double[] dLogits) {
    double[] du = new double[weights.length];
    for (int row = 0; row < dLogits.length; row += weights.length) {
      for (int f = 0; f < weights.length; f++) {
        du[f] += dLogits[row + f] * features[row + f];
      }
    }
    return du;
  }

  /** dL/dc, summed over samples. */
  double[] biasGradient(double[] dLogits) {
    double[] dc = new double[weights.length];
    for (int row = 0; row < dLogits.length; row += weights.length) {
      for (int f = 0; f < weights.length; f++) {
        dc[f] += dLogits[row + f];
      }
    }
    return dc;
  }

  /** dL/dz [N, F]: directly, and through the shares. */
  double[] inputGradient(double[] dy, double[] dLogits) {
    double[] dz = new double[dy.length];
    for (int row = 0; row < dz.length; row += weights.length) {
      for (int f = 0; f < weights.length; f++) {
        int i = row + f;
        dz[i] = weights.length * dy[i] * share[i] + dLogits[i] * weights[f];
      }
    }
    return dz;
  }
}
