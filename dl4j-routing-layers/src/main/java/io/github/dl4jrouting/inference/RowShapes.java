package io.github.dl4jrouting.inference;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The shape of one row of each node's result, where it follows from those of the inputs, whatever
 * ways the samples go. For one thread.
 */
final class RowShapes {
  private final Plan plan;
  private final ShapeMemo[] inputs;
  private final int[][] shapes;
  private boolean known;

  RowShapes(Plan plan) {
    this.plan = plan;
    shapes = new int[plan.nodes().size()][];
    inputs = new ShapeMemo[plan.inputs().length];
    Arrays.setAll(inputs, i -> new ShapeMemo());
  }

  /**
   * Whether kernels compute all that is read of these inputs, and all paths of a mix are of one
   * shape. What is wrong with inputs that are refused is for others to tell.
   */
  boolean follow(INDArray[] arrays) {
    boolean same = true;
    for (int i = 0; i < arrays.length; i++) {
      int node = plan.inputs()[i];
      int[] shape = inputs[i].of(arrays[i].shape());
      same &= shape == shapes[node];
      shapes[node] = shape;
    }
    if (!same) {
      known = compute();
    }
    return known;
  }

  /** Of a node that is read. */
  int[] of(int node) {
    return shapes[node];
  }

  private boolean compute() {
    try {
      for (Node node : plan.nodes()) {
        if (!node.isInput() && plan.isRead(node)) {
          int[] shape = node.mix() ? mixed(node) : computed(node);
          if (shape == Kernel.LEFT_TO_DL4J) {
            return false;
          }
          shapes[node.index()] = shape;
        }
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private int[] computed(Node node) {
    return node.kernel()
        .map(
            kernel ->
                kernel.outputShape(
                    Arrays.stream(node.inputs())
                        .mapToObj(input -> shapes[input])
                        .toArray(int[][]::new)))
        .orElse(Kernel.LEFT_TO_DL4J);
  }

  private int[] mixed(Node mix) {
    Mixing.checkProbabilities(shapes[mix.router()], mix.paths(), mix.name());
    int[] shape = shapes[mix.inputs()[1]];
    for (int path = 1; path < mix.paths(); path++) {
      if (!Arrays.equals(shapes[mix.inputs()[path + 1]], shape)) {
        return Kernel.LEFT_TO_DL4J;
      }
    }
    return shape;
  }
}
