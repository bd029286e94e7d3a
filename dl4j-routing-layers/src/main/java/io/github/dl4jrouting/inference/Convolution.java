package io.github.dl4jrouting.inference;

/** Convolution of [C, H, W] images, with bias and activation. */
abstract class Convolution implements Kernel {
  /**
   * Images of fewer are copied for each row of the window as well, for products to be deep enough.
   */
  static final int FEW_CHANNELS = 8;

  final int channels;
  final int outputs;
  final Window window;
  final Pointwise activation;

  Convolution(int channels, int outputs, Window window, Pointwise activation) {
    this.channels = channels;
    this.outputs = outputs;
    this.window = window;
    this.activation = activation;
  }

  /** The same convolution. */
  Convolution(Convolution other) {
    this(other.channels, other.outputs, other.window, other.activation);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return window.outputShape(inputs[0], channels, outputs);
  }

  /** Multiply-accumulates of one result. */
  final long depth() {
    return (long) window.kernel()[0] * window.kernel()[1] * channels;
  }

  /** Where a weight goes. */
  interface Order {
    /**
     * Its index.
     *
     * @param o output
     * @param i row of the window
     * @param j column of the window
     * @param c channel
     */
    int at(int o, int i, int j, int c);
  }

  /** Weights [outputs, channels, height, width] in another order. */
  final float[] ordered(float[] w, Order order) {
    int height = window.kernel()[0];
    int width = window.kernel()[1];
    float[] ordered = new float[w.length];
    for (int from = 0; from < w.length; from++) {
      int j = from % width;
      int i = from / width % height;
      int c = from / width / height % channels;
      int o = from / width / height / channels;
      ordered[order.at(o, i, j, c)] = w[from];
    }
    return ordered;
  }
}
