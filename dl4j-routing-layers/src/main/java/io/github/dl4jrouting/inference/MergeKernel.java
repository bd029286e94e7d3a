package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/** Concatenation along the first dimension of a row: features, channels. */
final class MergeKernel implements Kernel {
  private static final int ANY = 0;

  private final int rank;

  private MergeKernel(int rank) {
    this.rank = rank;
  }

  /** Of whatever comes. */
  MergeKernel() {
    this(ANY);
  }

  /**
   * The kernel of a merge vertex, if it merges channels or features.
   *
   * @param axis the dimension that it merges along, the batch being dimension 0
   * @param format where it finds them
   */
  static Optional<Kernel> along(int axis, CNN2DFormat format) {
    if (format == CNN2DFormat.NCHW) {
      return axis == 1 ? Optional.of(new MergeKernel()) : Optional.empty();
    }
    // The last dimension of sequences or images.
    return axis > 1 ? Optional.of(new MergeKernel(axis)) : Optional.empty();
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    if (rank != ANY && inputs[0].length != rank) {
      return LEFT_TO_DL4J;
    }
    int[] shape = inputs[0].clone();
    for (int k = 1; k < inputs.length; k++) {
      int[] other = inputs[k].clone();
      if (other.length > 0) {
        other[0] = shape[0];
      }
      if (!Arrays.equals(other, shape)) {
        throw new IllegalArgumentException(
            "expected inputs that differ in dimension 1 only, found "
                + Shapes.text(inputs[0])
                + " and "
                + Shapes.text(inputs[k]));
      }
      shape[0] += inputs[k][0];
    }
    return shape;
  }

  @Override
  public void compute(Step step) {
    int size = Shapes.size(step.outShape);
    int offset = 0;
    for (int k = 0; k < step.inputCount(); k++) {
      int part = Shapes.size(step.inShape[k]);
      for (int r = 0; r < step.rows; r++) {
        step.out.copyFrom(step.in[k], r * part, r * size + offset, part);
      }
      offset += part;
    }
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean isMaskable() {
    return false;
  }
}
