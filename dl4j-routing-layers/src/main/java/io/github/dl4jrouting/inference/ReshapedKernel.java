package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;

/**
 * A kernel of images on what DL4J has in another shape: flat rows, which a preprocessor makes
 * images of, or sequences, whose layers compute as if they were images of one column.
 */
final class ReshapedKernel implements Foldable {
  private final Kernel kernel;
  private final View view;

  private ReshapedKernel(Kernel kernel, View view) {
    this.kernel = kernel;
    this.view = view;
  }

  /**
   * A kernel that sees flat rows as images.
   *
   * @param shape of an image
   */
  static ReshapedKernel ofFlatImages(Kernel kernel, int[] shape) {
    return new ReshapedKernel(kernel, new FlatImages(shape));
  }

  /** A kernel that sees [F, T] sequences as [F, T, 1] images, and makes sequences. */
  static ReshapedKernel ofSequences(Kernel kernel) {
    return new ReshapedKernel(kernel, new Sequences());
  }

  /** What sees the images. */
  Kernel kernel() {
    return kernel;
  }

  @Override
  public boolean isLinear() {
    return kernel instanceof Foldable foldable && foldable.isLinear();
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    return view.hasChannels()
        ? ((Foldable) kernel).scaled(by, plus).map(k -> new ReshapedKernel(k, view))
        : Optional.empty();
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new ReshapedKernel(((Foldable) kernel).activated(function), view);
  }

  @Override
  public Optional<Kernel> pooled(SubsamplingKernel pooling) {
    return kernel instanceof Foldable foldable
        ? foldable.pooled(pooling).map(k -> new ReshapedKernel(k, view))
        : Optional.empty();
  }

  @Override
  public Kernel prepared() {
    return kernel instanceof Foldable foldable
        ? new ReshapedKernel(foldable.prepared(), view)
        : this;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] image = view.image(inputs[0]);
    try {
      int[] out = kernel.outputShape(new int[][] {image});
      return out == LEFT_TO_DL4J ? out : view.result(out);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "as "
              + Shapes.text(image)
              + ", which "
              + Shapes.text(inputs[0])
              + " is here: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public int[] layerShape(int[] in, int[] out) {
    return view.result(kernel.layerShape(view.image(in), view.imageOfResult(out)));
  }

  @Override
  public void compute(Step step) {
    int[] out = step.outShape;
    step.inShape[0] = view.image(step.inShape[0]);
    step.outShape = view.imageOfResult(out);
    kernel.compute(step);
    step.outShape = out;
  }

  /** Shapes for images, and the reverse. */
  private interface View {
    /** What the kernel is to see of an input. */
    int[] image(int[] in);

    /** What an image of the kernel's is outside. */
    default int[] result(int[] image) {
      return image;
    }

    /**
     * Whether batch normalization scales its channels: DL4J's scales something else of sequences.
     */
    default boolean hasChannels() {
      return true;
    }

    /** {@link #result} reversed. */
    default int[] imageOfResult(int[] result) {
      return result;
    }
  }

  private record FlatImages(int[] shape) implements View {
    FlatImages {
      shape = shape.clone();
    }

    @Override
    public int[] image(int[] in) {
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
  }

  private record Sequences() implements View {
    @Override
    public int[] image(int[] in) {
      return new int[] {Steps.features(in), in[1], 1};
    }

    @Override
    public int[] result(int[] image) {
      return new int[] {image[0], image[1]};
    }

    @Override
    public boolean hasChannels() {
      return false;
    }

    @Override
    public int[] imageOfResult(int[] result) {
      return image(result);
    }
  }
}
