package io.github.dl4jrouting.analysis;

import java.util.List;

/**
 * The cost of one vertex.
 *
 * @param name the vertex
 * @param type simple class name of its layer or vertex configuration
 * @param outputShape shape of one sample's output, without the batch dimension; a dimension that is
 *     only known with the data (a variable time series length) is −1 and counts as 1
 * @param macs multiply-accumulates for one sample, as {@link CostModel} counts them
 */
public record VertexCost(String name, String type, List<Long> outputShape, long macs) {
  /** Checks and copies. */
  public VertexCost {
    outputShape = List.copyOf(outputShape);
    if (macs < 0) {
      throw new IllegalArgumentException(
          "Vertex \"" + name + "\": expected a cost of 0 or more MACs, found " + macs);
    }
  }
}
