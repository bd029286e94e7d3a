package io.github.dl4jrouting.inference;

/** Weights in panels: some outputs of all inputs, contiguous. */
final class Panels {
  private Panels() {}

  /**
   * Panel after panel, the last one with zeros for the outputs that it lacks.
   *
   * @param w weights, [inputs, outputs] in c order
   * @param width how many outputs a panel has
   */
  static float[] of(float[] w, int inputs, int outputs, int width) {
    int panels = (outputs + width - 1) / width;
    float[] packed = new float[inputs * panels * width];
    int at = 0;
    for (int from = 0; from < outputs; from += width) {
      int count = Math.min(width, outputs - from);
      for (int i = 0; i < inputs; i++) {
        System.arraycopy(w, i * outputs + from, packed, at, count);
        at += width;
      }
    }
    return packed;
  }
}
