package io.github.dl4jrouting.inference;

/** Some of the features or channels, the first dimension of a row, one after another. */
final class SubsetKernel implements Kernel {
  private final int from;
  private final int count;

  /** Those from one to another, both included. */
  SubsetKernel(int from, int to) {
    this.from = from;
    count = to - from + 1;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    if (in.length == 0 || in[0] < from + count) {
      throw new IllegalArgumentException(
          "expected " + (from + count) + " features or more, found " + Shapes.text(in));
    }
    int[] out = in.clone();
    out[0] = count;
    return out;
  }

  @Override
  public void compute(Step step) {
    int size = Shapes.size(step.outShape);
    int before = Shapes.size(step.inShape[0]);
    int offset = before / step.inShape[0][0] * from;
    for (int r = 0; r < step.rows; r++) {
      step.out.copyFrom(step.in[0], r * before + offset, r * size, size);
    }
  }

  @Override
  public long weights() {
    return 0;
  }
}
