package io.github.dl4jrouting.examples.benchmark.network;

import java.util.Optional;

/** One operation of a network, with its weights as plain arrays. */
public sealed interface Op {

  /**
   * y = xW + b, ReLU where set. An image is flattened to channels × height × width first.
   *
   * @param in features of x
   * @param out features of y
   * @param weights W, {@code [in, out]} row by row
   * @param bias b, {@code [out]}
   * @param relu whether ReLU follows
   */
  record Dense(int in, int out, float[] weights, float[] bias, boolean relu) implements Op {}

  /**
   * A convolution on {@code [N, in, H, W]}, batch normalization where given, ReLU where set.
   *
   * @param in channels of the input
   * @param out channels of the output
   * @param kernel height and width of the kernel
   * @param stride both ways
   * @param padding zeros on each of the four sides
   * @param weights {@code [out, in, kernel, kernel]} row by row
   * @param bias {@code [out]}
   * @param normalization batch normalization between convolution and ReLU
   * @param relu whether ReLU follows
   */
  record Conv(
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      float[] weights,
      float[] bias,
      Optional<Normalization> normalization,
      boolean relu)
      implements Op {

    /**
     * The same function without batch normalization, which is folded into weights and bias.
     *
     * @return a convolution without normalization
     */
    public Conv folded() {
      if (normalization.isEmpty()) {
        return this;
      }
      Normalization n = normalization.get();
      float[] w = weights.clone();
      float[] b = bias.clone();
      int each = w.length / out;
      for (int o = 0; o < out; o++) {
        double scale = n.gamma()[o] / Math.sqrt(n.variance()[o] + Normalization.EPSILON);
        for (int i = o * each; i < (o + 1) * each; i++) {
          w[i] = (float) (w[i] * scale);
        }
        b[o] = (float) ((b[o] - n.mean()[o]) * scale + n.beta()[o]);
      }
      return new Conv(in, out, kernel, stride, padding, w, b, Optional.empty(), relu);
    }
  }

  /**
   * Batch normalization at inference, γ (x − mean) / √(variance + ε) + β for each channel.
   *
   * @param gamma γ
   * @param beta β
   * @param mean running mean
   * @param variance running variance
   */
  record Normalization(float[] gamma, float[] beta, float[] mean, float[] variance) {
    /** ε. */
    public static final double EPSILON = 1e-5;
  }

  /**
   * Maximum over squares that do not overlap.
   *
   * @param size height, width and stride
   */
  record MaxPool(int size) implements Op {}

  /**
   * A long short-term memory on {@code [N, in, steps]}, with tanh and sigmoid, from a state of 0.
   * Its sums are in DL4J's order: those of the block's input, of the forget gate, the output gate
   * and the input gate.
   *
   * @param in features of a step
   * @param units features of a step of the result
   * @param weights {@code [in, 4 units]} row by row
   * @param recurrent {@code [units, 4 units]} row by row
   * @param bias {@code [4 units]}
   */
  record Lstm(int in, int units, float[] weights, float[] recurrent, float[] bias) implements Op {
    private static final int KINDS = 4;

    /**
     * One of its arrays, {@code [n, 4 units]}, as others want it.
     *
     * @param values weights, recurrent or bias
     * @param order where this layer has what the others have first, second, third and last
     * @return {@code [4 units, n]} row by row
     */
    public float[] transposed(float[] values, int... order) {
      int rows = values.length / (KINDS * units);
      float[] transposed = new float[values.length];
      for (int kind = 0; kind < KINDS; kind++) {
        for (int unit = 0; unit < units; unit++) {
          for (int row = 0; row < rows; row++) {
            transposed[(kind * units + unit) * rows + row] =
                values[(row * KINDS + order[kind]) * units + unit];
          }
        }
      }
      return transposed;
    }
  }

  /** The last step of sequences: {@code [N, C, steps]} to {@code [N, C]}. */
  record LastStep() implements Op {}

  /** Mean over height and width: {@code [N, C, H, W]} to {@code [N, C]}. */
  record GlobalAverage() implements Op {}
}
