package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;

/** Element-wise sums and the like of inputs with equal shapes, and a function of the result. */
final class CombineKernel implements Foldable, Workers.Task {
  private final ElementWiseVertex.Op op;
  private final Pointwise activation;

  CombineKernel(ElementWiseVertex.Op op, Pointwise activation) {
    this.op = op;
    this.activation = activation;
  }

  @Override
  public boolean isLinear() {
    return activation == Pointwise.IDENTITY;
  }

  @Override
  public Optional<Kernel> scaled(float[] by, float[] plus) {
    return Optional.empty();
  }

  @Override
  public Kernel activated(Pointwise function) {
    return new CombineKernel(op, function);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    for (int[] input : inputs) {
      if (!Arrays.equals(input, inputs[0])) {
        // It broadcasts.
        return LEFT_TO_DL4J;
      }
    }
    return inputs[0];
  }

  @Override
  public void compute(Step step) {
    step.elementwise(this);
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int end = Math.min(step.length(), (index + 1) * Step.PIECE);
    int inputs = step.inputCount();
    if (isPlainSum(step)) {
      add(step, index * Step.PIECE, end);
      return;
    }
    float[] y = lane.scratch(Lane.CHUNK);
    float[] x = lane.second(Lane.CHUNK);
    for (int at = index * Step.PIECE; at < end; at += Lane.CHUNK) {
      int n = Math.min(Lane.CHUNK, end - at);
      step.in[0].buffer().get(at, y, 0, n);
      for (int k = 1; k < inputs; k++) {
        step.in[k].buffer().get(at, x, 0, n);
        switch (op) {
          case Subtract -> Loops.subtract(y, x, n);
          case Product -> Loops.multiply(y, x, n);
          case Max -> Loops.max(y, x, n);
          default -> Loops.add(y, x, n);
        }
      }
      if (op == ElementWiseVertex.Op.Average) {
        Loops.scale(y, n, 1f / inputs);
      }
      activation.apply(y, n);
      step.out.buffer().put(at, y, 0, n);
    }
  }

  /** Whether the Vector API adds two numbers each, and no function follows but ReLU. */
  private boolean isPlainSum(Step step) {
    return op == ElementWiseVertex.Op.Add
        && step.inputCount() == 2
        && (activation == Pointwise.IDENTITY || activation == Pointwise.RELU)
        && step.in[0] instanceof HeapMemory
        && step.in[1] instanceof HeapMemory;
  }

  private void add(Step step, int from, int to) {
    HeapMemory x = (HeapMemory) step.in[0];
    HeapMemory y = (HeapMemory) step.in[1];
    HeapMemory out = (HeapMemory) step.out;
    VectorProducts.add(
        x.floats(),
        HeapMemory.index(from),
        y.floats(),
        HeapMemory.index(from),
        out.floats(),
        HeapMemory.index(from),
        to - from,
        activation == Pointwise.RELU);
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean takesAnyOrder() {
    return true;
  }

  @Override
  public boolean isMaskable() {
    return false;
  }
}
