package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** Y [N, nOut] = f(X [N, nIn] W [nIn, nOut] + b), row after row. */
abstract class Dense implements Kernel {
  /**
   * Weights up to this many are near every core: rows are then parted between threads, not panels,
   * so that a row stays with a thread from layer to layer. What one core has written comes to
   * another slowly.
   */
  static final long NEAR = 80_000;

  /** Fewest rows that are parted so. */
  static final int FEWEST_ROWS = 24;

  /** Reading weights from memory takes as long as multiplying this many rows by them. */
  static final int READING = 6;

  final int[] inShape;
  final int nIn;
  final int nOut;
  final Pointwise activation;
  final boolean softmax;

  /**
   * A dense layer.
   *
   * @param inShape the shape of one row of the input, any with nIn elements
   * @param softmax whether that follows the activation
   */
  Dense(int[] inShape, int nOut, Pointwise activation, boolean softmax) {
    this.inShape = inShape.clone();
    this.nIn = Shapes.size(inShape);
    this.nOut = nOut;
    this.activation = activation;
    this.softmax = softmax;
  }

  /** The same layer. */
  Dense(Dense other) {
    this(other.inShape, other.nOut, other.activation, other.softmax);
  }

  /**
   * Weights with each output's in a row.
   *
   * @param w weights, [nIn, nOut] in c order
   * @param rows at least nOut, zeros behind them
   */
  final float[] transposed(float[] w, int rows) {
    float[] transposed = new float[nIn * rows];
    for (int o = 0; o < nOut; o++) {
      for (int i = 0; i < nIn; i++) {
        transposed[o * nIn + i] = w[i * nOut + o];
      }
    }
    return transposed;
  }

  @Override
  public final int[] outputShape(int[][] inputs) {
    if (!Arrays.equals(inputs[0], inShape)) {
      throw new IllegalArgumentException(
          "expected input of shape "
              + Shapes.text(inShape)
              + ", found "
              + Shapes.text(inputs[0])
              + ". Check the data and the layers before it.");
    }
    return new int[] {nOut};
  }

  /** Even a weight of 0 makes NaN of NaN, and so do sums and these functions. */
  @Override
  public final boolean showsNan() {
    return activation == Pointwise.IDENTITY || activation == Pointwise.RELU;
  }

  @Override
  public final long weights() {
    return (long) nIn * nOut;
  }

  @Override
  public final boolean makesImages() {
    return false;
  }
}
