package io.github.dl4jrouting.inference;

import java.util.Optional;

/** y = scale ⊙ x + shift by channel, the first dimension of a row, then a function. */
final class AffineKernel implements Foldable, Workers.Task {
  private final float[] scale;
  private final float[] shift;
  private final Pointwise activation;

  /** The channels' arrays may have length 1: the same for all. */
  AffineKernel(float[] scale, float[] shift, Pointwise activation) {
    this.scale = scale.clone();
    this.shift = shift.clone();
    this.activation = activation;
  }

  float[] scale() {
    return scale;
  }

  float[] shift() {
    return shift;
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    float[] newScale = new float[by.length];
    float[] newShift = new float[by.length];
    for (int c = 0; c < by.length; c++) {
      newScale[c] = scale[scale.length == 1 ? 0 : c] * by[c];
      newShift[c] = shift[shift.length == 1 ? 0 : c] * by[c] + plus[c];
    }
    return Optional.of(new AffineKernel(newScale, newShift, activation));
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new AffineKernel(scale, shift, function);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    if (in.length == 2) {
      // DL4J's batch normalization treats sequences in its own way.
      return LEFT_TO_DL4J;
    }
    if (scale.length > 1 && (in.length == 0 || in[0] != scale.length)) {
      throw new IllegalArgumentException(
          "expected input with " + scale.length + " channels, found shape " + Shapes.text(in));
    }
    return in;
  }

  @Override
  public void compute(Step step) {
    if (step.outShape.length == 1) {
      rows(step, step.outShape[0]);
    } else {
      step.bySample(this);
    }
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int channels = step.outShape[0];
    int positions = Shapes.size(step.outShape) / channels;
    float[] x = lane.scratch(Math.max(Lane.CHUNK, positions));
    for (int c = 0; c < channels; c++) {
      int at = (row * channels + c) * positions;
      step.in[0].buffer().get(at, x, 0, positions);
      Loops.scale(x, positions, scale[scale.length == 1 ? 0 : c]);
      activation.apply(x, positions, shift[shift.length == 1 ? 0 : c]);
      step.out.buffer().put(at, x, 0, positions);
    }
  }

  private void rows(Step step, int size) {
    float[] x = step.lane(0).scratch(size);
    for (int r = 0; r < step.rows; r++) {
      step.in[0].buffer().get(r * size, x, 0, size);
      if (scale.length == 1) {
        Loops.scale(x, size, scale[0]);
        Loops.addConstant(x, size, shift[0]);
      } else {
        Loops.multiply(x, scale, size);
        Loops.add(x, shift, size);
      }
      activation.apply(x, size);
      step.out.buffer().put(r * size, x, 0, size);
    }
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean takesAnyOrder() {
    return scale.length == 1;
  }
}
