package io.github.dl4jrouting.inference;

import java.util.Optional;

/** Element by element, or row by row: activation functions, softmax, scaling, shifting. */
final class MapKernel implements Kernel {
  private final Pointwise function;
  private final boolean softmax;

  MapKernel(Pointwise function, boolean softmax) {
    this.function = function;
    this.softmax = softmax;
  }

  /** What it applies to each number, unless it is a softmax. */
  Optional<Pointwise> function() {
    return softmax ? Optional.empty() : Optional.of(function);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    if (softmax && inputs[0].length != 1) {
      throw new IllegalArgumentException(
          "expected input of shape [N, F], found " + Shapes.text(inputs[0]));
    }
    return inputs[0];
  }

  @Override
  public void compute(Step step) {
    int size = Shapes.size(step.outShape);
    if (softmax) {
      step.out.copyFrom(step.in[0], 0, 0, step.rows * size);
      Softmax.rows(step.out, step.rows, size, step.lane(0));
      return;
    }
    int length = step.rows * size;
    float[] x = step.lane(0).scratch(Lane.CHUNK);
    for (int at = 0; at < length; at += Lane.CHUNK) {
      int n = Math.min(Lane.CHUNK, length - at);
      step.in[0].buffer().get(at, x, 0, n);
      function.apply(x, n);
      step.out.buffer().put(at, x, 0, n);
    }
  }

  @Override
  public long weights() {
    return 0;
  }
}
