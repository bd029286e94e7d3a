package io.github.dl4jrouting.vertex;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Mixes K paths with routing probabilities: inputs {@code p, o_0, …, o_{K-1}}, output
 *
 * <pre>
 *   y[n, …] = Σ_k p[n, k] · o_k[n, …]
 * </pre>
 *
 * <p>or, where it is {@link #residual}, with x the last path, and every other one added to it,
 *
 * <pre>
 *   y[n, …] = Σ_{k&lt;K−1} p[n, k] · (x[n, …] + o_k[n, …]) + p[n, K−1] · x[n, …]
 * </pre>
 *
 * <p>p is {@code [N, K]}, as a {@link io.github.dl4jrouting.router.RoutingLayer} gives it; all
 * paths have one shape {@code [N, …]} of any rank, which is also the output's. K is at least 2. No
 * parameters. "The activation vector is then multiplied by this distribution, effectively weighting
 * the different paths" (adaptive-sparsity document).
 */
public final class RoutingVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;
  private static final int FEWEST_INPUTS = 3;

  @JsonProperty
  @JsonInclude(JsonInclude.Include.NON_NULL) // so that older versions read the others
  private final String residualBlock;

  /** A vertex for any number of paths. */
  public RoutingVertex() {
    this(null);
  }

  @JsonCreator
  private RoutingVertex(@JsonProperty("residualBlock") String residualBlock) {
    this.residualBlock = residualBlock;
  }

  /**
   * A vertex whose last path x is the input of a residual block, which the other paths are added
   * to: of p, F(x) and x it makes what another one makes of p, x + F(x) and x, without making the
   * sum first.
   *
   * @param block name of the block that errors give
   * @return a vertex for any number of paths
   */
  public static RoutingVertex residual(String block) {
    return new RoutingVertex(Objects.requireNonNull(block, "block"));
  }

  /**
   * The residual block whose input the last path is.
   *
   * @return its name; empty where paths are not added to the last one
   */
  public Optional<String> residualBlock() {
    return Optional.ofNullable(residualBlock);
  }

  @Override
  public RoutingVertex clone() {
    return new RoutingVertex(residualBlock);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoutingVertex that && Objects.equals(residualBlock, that.residualBlock);
  }

  @Override
  public int hashCode() {
    return Objects.hash(RoutingVertex.class, residualBlock);
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return FEWEST_INPUTS;
  }

  @Override
  public int maxVertexInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int idx,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new RoutingVertexRuntime(graph, name, idx, residualBlock, networkDatatype);
  }

  /**
   * The type of the paths, after checking that there are as many as probabilities and that they
   * agree.
   */
  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs)
      throws InvalidInputTypeException {
    if (inputs.length < FEWEST_INPUTS) {
      throw new InvalidInputTypeException(
          "RoutingVertex: expected inputs p, o_0, o_1, ... (at least 3), found " + inputs.length);
    }
    int paths = inputs.length - 1;
    if (!(inputs[0] instanceof InputType.InputTypeFeedForward p) || p.getSize() != paths) {
      throw new InvalidInputTypeException(
          "RoutingVertex: expected a first input of "
              + paths
              + " probabilities, one for each of the "
              + paths
              + " paths that follow, found "
              + inputs[0]
              + ". Give the router as many paths as the vertex has.");
    }
    if (residualBlock != null) {
      for (int k = 0; k < paths - 1; k++) {
        if (!Dimensions.agree(inputs[paths], inputs[k + 1])) {
          throw new InvalidInputTypeException(
              ResidualVertex.fault(residualBlock, inputs[paths], inputs[k + 1]));
        }
      }
    }
    for (int k = 1; k < paths; k++) {
      if (!Dimensions.agree(inputs[k + 1], inputs[1])
          || inputs[k + 1].getType() != inputs[1].getType()) {
        throw new InvalidInputTypeException(
            "RoutingVertex: expected all paths to have the shape of path 0, "
                + inputs[1]
                + ", found path "
                + k
                + " with "
                + inputs[k + 1]
                + ". Project it, for example with a SkipConnectionLayer.");
      }
    }
    return Arrays.stream(inputs)
        .skip(1)
        .filter(path -> Dimensions.areKnown(path))
        .findFirst()
        .orElse(inputs[1]);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputTypes) {
    return new LayerMemoryReport.Builder(null, RoutingVertex.class, inputTypes[1], inputTypes[1])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
