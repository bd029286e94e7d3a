package io.github.dl4jrouting.gate;

/**
 * The soft gate that trains a threshold, as a pure function: {@code g[n] = σ(± (A[n] − τ) / T)}.
 *
 * @param measures A, one a sample
 * @param threshold τ
 * @param direction the sign: + for {@link Direction#SKIP_LOW}
 * @param temperature T, positive
 */
public record SoftGate(
    double[] measures, double threshold, Direction direction, double temperature) {

  /**
   * The gate's opening.
   *
   * @return g, one a sample, between 0 and 1
   */
  public double[] open() {
    double[] open = new double[measures.length];
    for (int n = 0; n < open.length; n++) {
      open[n] = 1 / (1 + Math.exp(-direction.sign() * (measures[n] - threshold) / temperature));
    }
    return open;
  }

  /**
   * The gradient in the measures.
   *
   * @param dOpen dL/dg, one a sample
   * @return dL/dA, one a sample
   */
  public double[] measureGradient(double[] dOpen) {
    double[] open = open();
    double[] gradient = new double[open.length];
    for (int n = 0; n < open.length; n++) {
      gradient[n] = dOpen[n] * open[n] * (1 - open[n]) * direction.sign() / temperature;
    }
    return gradient;
  }

  /**
   * The gradient in the threshold.
   *
   * @param dOpen dL/dg, one a sample
   * @return dL/dτ
   */
  public double thresholdGradient(double[] dOpen) {
    double sum = 0;
    for (double d : measureGradient(dOpen)) {
      sum -= d;
    }
    return sum;
  }
}
