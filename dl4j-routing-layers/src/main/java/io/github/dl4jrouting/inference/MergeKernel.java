package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** Concatenation along the first dimension of a row: features, channels. */
final class MergeKernel implements Kernel {
  @Override
  public int[] outputShape(int[][] inputs) {
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
}
