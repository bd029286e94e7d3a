package io.github.dl4jrouting.inference;

import java.util.Optional;

/** A convolution as it can still take into itself what follows it. */
final class ConvolutionKernel extends Convolution implements Foldable {
  /** Deepest product that is worth being pooled before it is stored. */
  private static final int POOLED_DEPTH = 256;

  private final float[] w;
  private final float[] bias;

  /**
   * A convolution.
   *
   * @param w weights [outputs, channels, height, width] in c order
   */
  ConvolutionKernel(
      int channels, int outputs, Window window, float[] w, float[] bias, Pointwise activation) {
    super(channels, outputs, window, activation);
    this.w = w;
    this.bias = bias;
  }

  /**
   * A product with each position's channels.
   *
   * @param w weights [outputs, channels] in c order
   * @param stride from one position to the next, down and across
   */
  static ConvolutionKernel projection(int channels, int outputs, float[] w, int... stride) {
    float[] bias = new float[outputs];
    return new ConvolutionKernel(
        channels, outputs, Window.ofOne(stride), w, bias, Pointwise.IDENTITY);
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    if (by.length != outputs) {
      return Optional.empty();
    }
    Filters scaled = new Filters(w, bias).scaled(by, plus);
    return Optional.of(
        new ConvolutionKernel(channels, outputs, window, scaled.w(), scaled.bias(), activation));
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new ConvolutionKernel(channels, outputs, window, w, bias, function);
  }

  @Override
  public Optional<Kernel> pooled(SubsamplingKernel pooling) {
    boolean rising = activation == Pointwise.IDENTITY || activation == Pointwise.RELU;
    boolean few = !window.isPointwise() && channels < FEW_CHANNELS && depth() <= POOLED_DEPTH;
    return window.isDense() && rising && few && pooling.isLargestOfFour()
        ? Optional.of(
            new PooledConvolutionKernel(this, pooling, window, channels, w, bias, activation))
        : Optional.empty();
  }

  @Override
  public Kernel prepared() {
    if (!VectorApi.isThere()) {
      return new BlasConvolutionKernel(this, w, bias);
    }
    return WinogradKernel.suits(this)
        ? new WinogradKernel(this, w, bias)
        : new VectorConvolutionKernel(this, w, bias);
  }
}
