package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** A deconvolution (transposed convolution) as it can still take into itself what follows it. */
final class DeconvolutionKernel implements Foldable {
  private final int channels;
  private final int outputs;
  private final Window window;
  private final Filters filters;
  private final Pointwise activation;

  /**
   * A deconvolution.
   *
   * @param filters weights [outputs, channels, height, width]
   */
  DeconvolutionKernel(
      int channels, int outputs, Window window, Filters filters, Pointwise activation) {
    this.channels = channels;
    this.outputs = outputs;
    this.window = window;
    this.filters = filters;
    this.activation = activation;
  }

  /**
   * Not with mode Same where its padding would be negative, which DL4J has a rule of its own for.
   */
  static boolean suits(Window window) {
    return !window.isSame()
        || window.extent(0) >= window.stride()[0] && window.extent(1) >= window.stride()[1];
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    return by.length == outputs
        ? Optional.of(
            new DeconvolutionKernel(
                channels, outputs, window, filters.scaled(by, plus), activation))
        : Optional.empty();
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new DeconvolutionKernel(channels, outputs, window, filters, function);
  }

  @Override
  public Kernel prepared() {
    Phase[] down = Phase.of(window, 0);
    Phase[] across = Phase.of(window, 1);
    Kernel[][] kernels = new Kernel[down.length][across.length];
    for (int i = 0; i < down.length; i++) {
      for (int j = 0; j < across.length; j++) {
        kernels[i][j] = convolution(down[i], across[j]).prepared();
      }
    }
    return new PhasesKernel(this, down, across, kernels);
  }

  /** What computes the results of two phases. */
  private ConvolutionKernel convolution(Phase down, Phase across) {
    int height = down.kernel();
    int width = across.kernel();
    float[] w = new float[outputs * channels * height * width];
    int size = window.kernel()[0] * window.kernel()[1];
    for (int filter = 0; filter < outputs * channels; filter++) {
      for (int i = 0; i < down.elements().length; i++) {
        for (int j = 0; j < across.elements().length; j++) {
          int element = down.elements()[i] * window.kernel()[1] + across.elements()[j];
          w[(filter * height + i) * width + j] = filters.w()[filter * size + element];
        }
      }
    }
    Window ofPhases =
        new Window(
            new int[] {height, width},
            new int[] {1, 1},
            new int[] {down.before(), across.before()},
            new int[] {down.after(), across.after()},
            new int[] {down.dilation(), across.dilation()},
            ConvolutionMode.Truncate);
    return new ConvolutionKernel(channels, outputs, ofPhases, w, filters.bias(), activation);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    Window.checkImages(in, channels);
    int[] out = {outputs, Phase.results(window, 0, in[1]), Phase.results(window, 1, in[2])};
    if (out[1] <= 0 || out[2] <= 0) {
      throw new IllegalArgumentException(
          "expected images of which padding "
              + Arrays.toString(window.padding())
              + " leaves results, found "
              + Shapes.text(in)
              + ". Use larger images, or less padding.");
    }
    return out;
  }
}
