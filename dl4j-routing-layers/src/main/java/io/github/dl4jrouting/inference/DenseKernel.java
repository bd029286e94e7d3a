package io.github.dl4jrouting.inference;

import java.util.Optional;

/** A dense layer as it can still take into itself what follows it. */
final class DenseKernel extends Dense implements Foldable {
  private final float[] w;
  private final float[] bias;

  /**
   * A dense layer.
   *
   * @param inShape the shape of one row of the input, any with nIn elements
   * @param w weights, [nIn, nOut] in c order
   * @param bias of length nOut
   */
  DenseKernel(
      int[] inShape, int nOut, float[] w, float[] bias, Pointwise activation, boolean softmax) {
    super(inShape, nOut, activation, softmax);
    this.w = w.clone();
    this.bias = bias.clone();
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY && !softmax;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    if (by.length != nOut) {
      return Optional.empty();
    }
    float[] scaled = w.clone();
    float[] shifted = bias.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= by[i % nOut];
    }
    for (int o = 0; o < nOut; o++) {
      shifted[o] = shifted[o] * by[o] + plus[o];
    }
    return Optional.of(new DenseKernel(inShape, nOut, scaled, shifted, activation, softmax));
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new DenseKernel(inShape, nOut, w, bias, function, softmax);
  }

  @Override
  public Dense prepared() {
    if (!VectorApi.isThere()) {
      return new BlasDenseKernel(this, w, bias);
    }
    return VectorNarrowKernel.suits(nOut)
        ? new VectorNarrowKernel(this, w, bias)
        : new VectorDenseKernel(this, w, bias);
  }
}
