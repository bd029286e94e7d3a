package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;

/** A kernel that sees flat rows as images, as DL4J's preprocessor between the two does. */
final class ReshapedKernel implements Foldable {
  private final Kernel kernel;
  private final int[] shape;

  ReshapedKernel(Kernel kernel, int[] shape) {
    this.kernel = kernel;
    this.shape = shape.clone();
  }

  /** What sees the images. */
  Kernel kernel() {
    return kernel;
  }

  private int[] reshaped(int[] in) {
    if (in.length != 1) {
      return in;
    }
    if (in[0] != Shapes.size(shape)) {
      throw new IllegalArgumentException(
          "expected flat images of shape "
              + Shapes.text(new int[] {Shapes.size(shape)})
              + ", which is "
              + Arrays.toString(shape)
              + " for each, found "
              + Shapes.text(in));
    }
    return shape;
  }

  @Override
  public boolean isLinear() {
    return kernel instanceof Foldable foldable && foldable.isLinear();
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    return ((Foldable) kernel).scaled(by, plus).map(k -> new ReshapedKernel(k, shape));
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new ReshapedKernel(((Foldable) kernel).activated(function), shape);
  }

  @Override
  public Optional<Kernel> pooled(SubsamplingKernel pooling) {
    return kernel instanceof Foldable foldable
        ? foldable.pooled(pooling).map(k -> new ReshapedKernel(k, shape))
        : Optional.empty();
  }

  @Override
  public Kernel prepared() {
    return kernel instanceof Foldable foldable
        ? new ReshapedKernel(foldable.prepared(), shape)
        : this;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return kernel.outputShape(new int[][] {reshaped(inputs[0])});
  }

  @Override
  public int[] layerShape(int[] in, int[] out) {
    return kernel.layerShape(reshaped(in), out);
  }

  @Override
  public void compute(Step step) {
    step.inShape[0] = reshaped(step.inShape[0]);
    kernel.compute(step);
  }
}
