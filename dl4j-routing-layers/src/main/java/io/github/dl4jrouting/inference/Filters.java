package io.github.dl4jrouting.inference;

/**
 * What a convolution computes its outputs with.
 *
 * @param w weights, those of an output beside each other
 * @param bias one number an output
 */
record Filters(float[] w, float[] bias) {
  /** The same with each output multiplied and shifted. */
  Filters scaled(float[] by, float[] plus) {
    float[] newW = w.clone();
    float[] newBias = bias.clone();
    int each = w.length / bias.length;
    for (int i = 0; i < w.length; i++) {
      newW[i] *= by[i / each];
    }
    for (int o = 0; o < bias.length; o++) {
      newBias[o] = bias[o] * by[o] + plus[o];
    }
    return new Filters(newW, newBias);
  }
}
