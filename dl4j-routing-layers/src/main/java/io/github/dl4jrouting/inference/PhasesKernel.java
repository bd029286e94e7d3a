package io.github.dl4jrouting.inference;

/**
 * A deconvolution: for each of its {@link Phase phases} down and across a convolution, whose
 * results are then put between each other. No zeros are put between the inputs, and no product is
 * scattered over results that overlap.
 */
final class PhasesKernel implements Kernel, Workers.Task {
  private final DeconvolutionKernel deconvolution;
  private final Phase[] down;
  private final Phase[] across;
  private final Kernel[][] kernels;

  /**
   * The kernel ready to compute.
   *
   * @param kernels for each phase down, one for each phase across
   */
  PhasesKernel(
      DeconvolutionKernel deconvolution, Phase[] down, Phase[] across, Kernel[][] kernels) {
    this.deconvolution = deconvolution;
    this.down = down.clone();
    this.across = across.clone();
    this.kernels = kernels.clone();
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] out = deconvolution.outputShape(inputs);
    for (int i = 0; i < down.length; i++) {
      for (int j = 0; j < across.length; j++) {
        boolean some = Shapes.size(shape(out, i, j)) > 0;
        if (some && kernels[i][j].outputShape(inputs) == LEFT_TO_DL4J) {
          return LEFT_TO_DL4J;
        }
      }
    }
    return out;
  }

  /** What one convolution computes. */
  private int[] shape(int[] out, int i, int j) {
    return new int[] {out[0], down[i].count(out[1]), across[j].count(out[2])};
  }

  @Override
  public void compute(Step step) {
    if (down.length * across.length == 1) {
      kernels[0][0].compute(step);
      return;
    }
    Step inner = step.nested();
    Step join = inner.nested();
    join.out = step.out;
    join.outShape = step.outShape;
    join.inputs(down.length * across.length);
    try {
      for (int k = 0; k < down.length * across.length; k++) {
        join.inShape[k] = shape(step.outShape, k / across.length, k % across.length);
        int size = Shapes.size(join.inShape[k]);
        join.in[k] = step.pool().take(Math.max(1, (long) step.rows * size));
        if (size > 0) {
          inner.in[0] = step.in[0];
          inner.inShape[0] = step.inShape[0];
          inner.out = join.in[k];
          inner.outShape = join.inShape[k];
          kernels[k / across.length][k % across.length].compute(inner);
        }
      }
      join.parallel(this, step.rows * step.outShape[0], (long) step.length() * Step.PASSING);
      for (int k = 0; k < down.length * across.length; k++) {
        step.pool().give(join.in[k]);
      }
    } finally {
      inner.forgetInputs();
    }
  }

  /** Puts one output of one sample together. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int width = step.outShape[2];
    int size = step.outShape[1] * width;
    float[] y = lane.fourth(size);
    for (int i = 0; i < down.length; i++) {
      if (across.length == 2) { // the usual stride, worth a loop of its own
        alternate(step, index, i, y, lane);
      } else {
        scatter(step, index, i, y, lane);
      }
    }
    step.out.buffer().put(index * size, y, 0, size);
  }

  /** The rows of a phase down, of which two phases across have every other number. */
  private void alternate(Step step, int index, int i, float[] y, Lane lane) {
    int width = step.outShape[2];
    int height = step.inShape[2 * i][1];
    int even = step.inShape[2 * i][2];
    int odd = step.inShape[2 * i + 1][2];
    float[] first = plane(step, 2 * i, index, lane.scratch(height * even));
    float[] second = plane(step, 2 * i + 1, index, lane.second(height * odd));
    for (int row = 0; row < height; row++) {
      int to = (i + row * down.length) * width;
      Loops.alternate(first, row * even, second, row * odd, y, to, width);
    }
  }

  /** The rows of a phase down. */
  private void scatter(Step step, int index, int i, float[] y, Lane lane) {
    for (int j = 0; j < across.length; j++) {
      int phase = i * across.length + j;
      int height = step.inShape[phase][1];
      int some = step.inShape[phase][2];
      float[] x = plane(step, phase, index, lane.scratch(height * some));
      for (int row = 0; row < height; row++) {
        int to = (i + row * down.length) * step.outShape[2] + j;
        for (int k = row * some; k < (row + 1) * some; k++, to += across.length) {
          y[to] = x[k];
        }
      }
    }
  }

  private static float[] plane(Step step, int phase, int index, float[] to) {
    int size = step.inShape[phase][1] * step.inShape[phase][2];
    step.in[phase].buffer().get(index * size, to, 0, size);
    return to;
  }
}
