package io.github.dl4jrouting.inference;

import java.util.Optional;

/** Element by element, or row by row: activation functions, softmax, scaling, shifting. */
final class MapKernel implements Kernel, Workers.Task {
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
    // DL4J's is along another dimension of sequences and images.
    return softmax && inputs[0].length != 1 ? LEFT_TO_DL4J : inputs[0];
  }

  @Override
  public void compute(Step step) {
    if (softmax) {
      step.out.copyFrom(step.in[0], 0, 0, step.length());
      Softmax.rows(step.out, step.rows, Shapes.size(step.outShape), step.lane(0));
    } else {
      step.elementwise(this);
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int end = Math.min(step.length(), (index + 1) * Step.PIECE);
    float[] x = lane.scratch(Lane.CHUNK);
    for (int at = index * Step.PIECE; at < end; at += Lane.CHUNK) {
      int n = Math.min(Lane.CHUNK, end - at);
      step.in[0].buffer().get(at, x, 0, n);
      function.apply(x, n);
      step.out.buffer().put(at, x, 0, n);
    }
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean takesAnyOrder() {
    return !softmax;
  }
}
