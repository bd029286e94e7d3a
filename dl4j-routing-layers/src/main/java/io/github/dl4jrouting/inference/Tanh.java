package io.github.dl4jrouting.inference;

/**
 * tanh x, to 4e-7 relative: x P(x²) / Q(x²) with polynomials of degree 4 that differ least from it
 * up to {@value #END}, from where on a float of it is 1. Compiled to vectors, as {@link Math#tanh}
 * is not.
 */
final class Tanh {
  /** Behind it, x² counts as what it is there. */
  static final float END = 9.02f;

  static final float P4 = 1.3375260010661805e-8f;
  static final float P3 = 2.06238964892691e-5f;
  static final float P2 = 0.0034964873921126127f;
  static final float P1 = 0.13381782174110413f;
  static final float Q4 = 7.784971671753738e-7f;
  static final float Q3 = 3.287105937488377e-4f;
  static final float Q2 = 0.025880401954054832f;
  static final float Q1 = 0.4671509861946106f;

  private Tanh() {}

  static float of(float x) {
    float u = Math.min(x * x, END * END);
    float p = (((P4 * u + P3) * u + P2) * u + P1) * u + 1;
    float q = (((Q4 * u + Q3) * u + Q2) * u + Q1) * u + 1;
    return Math.max(-1f, Math.min(1f, x * p / q));
  }
}
