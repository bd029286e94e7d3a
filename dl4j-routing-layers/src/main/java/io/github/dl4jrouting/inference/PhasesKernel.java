package io.github.dl4jrouting.inference;

/**
 * A deconvolution: for each of its {@link Phase phases} down and across a convolution, whose
 * results are then put between each other. Nothing is multiplied by zeros, and nothing is added to
 * what lies in memory.
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
    for (Phase i : down) {
      for (Phase j : across) {
        int[] shape = shape(out, i, j);
        if (Shapes.size(shape) > 0
            && kernels[i.first()][j.first()].outputShape(inputs) == LEFT_TO_DL4J) {
          return LEFT_TO_DL4J;
        }
      }
    }
    return out;
  }

  private int[] shape(int[] out, Phase i, Phase j) {
    return new int[] {out[0], i.count(out[1], down.length), j.count(out[2], across.length)};
  }

  @Override
  public void compute(Step step) {
    if (kernels.length * kernels[0].length == 1) {
      kernels[0][0].compute(step);
      return;
    }
    Step inner = step.nested();
    inner.rows = step.rows;
    inner.mask = null;
    Step join = inner.nested();
    join.rows = step.rows;
    join.out = step.out;
    join.outShape = step.outShape;
    join.inputs(down.length * across.length);
    for (Phase i : down) {
      for (Phase j : across) {
        int[] shape = shape(step.outShape, i, j);
        inner.in[0] = step.in[0];
        inner.inShape[0] = step.inShape[0];
        inner.outShape = shape;
        inner.out = step.pool().take(Math.max(1, (long) step.rows * Shapes.size(shape)));
        if (Shapes.size(shape) > 0) {
          kernels[i.first()][j.first()].compute(inner);
        }
        join.in[i.first() * across.length + j.first()] = inner.out;
        join.inShape[i.first() * across.length + j.first()] = shape;
      }
    }
    join.parallel(this, step.rows * step.outShape[0], (long) step.length() * Step.PASSING);
    for (int k = 0; k < down.length * across.length; k++) {
      step.pool().give(join.in[k]);
    }
    inner.forgetInputs();
  }

  /** One output of one sample. */
  @Override
  public void part(Step step, int index, Lane lane) {
    int width = step.outShape[2];
    int size = step.outShape[1] * width;
    float[] y = lane.fourth(size);
    for (int i = 0; i < down.length; i++) {
      int first = i * across.length;
      int height = step.inShape[first][1];
      if (across.length == 2) {
        int even = step.inShape[first][2];
        float[] x = plane(step, first, index, lane.scratch(height * even));
        int odd = step.inShape[first + 1][2];
        float[] z = plane(step, first + 1, index, lane.second(height * odd));
        for (int row = 0; row < height; row++) {
          Loops.alternate(x, row * even, z, row * odd, y, (i + row * down.length) * width, width);
        }
        continue;
      }
      for (int j = 0; j < across.length; j++) {
        int some = step.inShape[first + j][2];
        float[] x = plane(step, first + j, index, lane.scratch(height * some));
        for (int row = 0; row < height; row++) {
          int to = (i + row * down.length) * width + j;
          for (int k = row * some; k < (row + 1) * some; k++, to += across.length) {
            y[to] = x[k];
          }
        }
      }
    }
    step.out.buffer().put(index * size, y, 0, size);
  }

  private static float[] plane(Step step, int phase, int index, float[] to) {
    int size = step.inShape[phase][1] * step.inShape[phase][2];
    step.in[phase].buffer().get(index * size, to, 0, size);
    return to;
  }
}
