package io.github.dl4jrouting.inference;

/** Activation functions that are made of exponentials, as ND4J computes them, on the first n. */
final class Exponentials {
  /** λ and α of Klambauer et al. 2017, arXiv 1706.02515. */
  static final float SELU_SCALE = 1.0507009873554805f;

  static final float SELU_ALPHA = 1.6732632423543772f;

  /** x σ(1.702 x), of Hendrycks and Gimpel 2016, arXiv 1606.08415. */
  private static final float GELU_SLOPE = 1.702f;

  private static final float GELU_CUBE = 0.044715f;
  private static final float ROOT_OF_2_OVER_PI = 0.7978845608028654f;

  /** From here on eˣ outweighs 1 in a float. */
  private static final float LARGE = 20;

  private static final float RATIONAL_SCALE = 1.7159f;
  private static final float RATIONAL_FOURTH = 1.41645f;

  private Exponentials() {}

  /**
   * scale · x, or scale · alpha (eˣ − 1) where x is negative, to 1e-6 of itself: eˣ − 1 is 2t / (1
   * − t), t being tanh(x / 2), which keeps its digits and compiles to vectors.
   */
  static void elu(float[] x, int n, float scale, float alpha) {
    for (int j = 0; j < n; j++) {
      float t = Tanh.of(0.5f * Math.min(x[j], 0f));
      x[j] = scale * (Math.max(x[j], 0f) + alpha * (2 * t / (1 - t)));
    }
  }

  /** x σ(1.702 x). */
  static void gelu(float[] x, int n) {
    Loops.scale(x, n, GELU_SLOPE);
    Loops.sigmoid(x, n, true);
    Loops.scale(x, n, 1 / GELU_SLOPE);
  }

  /**
   * x (1 + tanh(√(2/π) (x + (0.044715 x)³))) / 2, which is what ND4J computes: it takes the factor
   * to the third power, too. As x σ of twice what tanh is of, which keeps its digits.
   */
  static void preciseGelu(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      float cubed = GELU_CUBE * x[j];
      cubed *= cubed * cubed;
      float u = 2 * ROOT_OF_2_OVER_PI * (x[j] + cubed);
      float e = Softmax.exp(-Math.abs(u));
      x[j] *= (u < 0 ? e : 1) / (1 + e);
    }
  }

  /** x tanh(ln(1 + eˣ)), which is x (e² + 2e) / (e² + 2e + 2), e being eˣ; arXiv 1908.08681. */
  static void mish(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      float e = Softmax.exp(Math.min(x[j], LARGE));
      float sum = e * (e + 2);
      x[j] = x[j] * (sum / (sum + 2));
    }
  }

  /** 1.7159 sign(y) (1 − 1 / (1 + |y| + y² + 1.41645 y⁴)) of y = 2x/3. */
  static void rationalTanh(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      float y = Math.abs(x[j]) * (2 / 3f);
      float more = y + y * y * (1 + RATIONAL_FOURTH * y * y);
      float part = more < 1 ? more / (1 + more) : 1 - 1 / (1 + more); // more may be infinite
      x[j] = Math.copySign(RATIONAL_SCALE * part, x[j]);
    }
  }
}
