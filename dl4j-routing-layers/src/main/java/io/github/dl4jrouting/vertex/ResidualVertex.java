package io.github.dl4jrouting.vertex;

import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The addition at the end of a residual block: inputs {@code x, F(x)}, output
 *
 * <pre>
 *   y = x + F(x)
 * </pre>
 *
 * <p>Both inputs have one shape {@code [N, …]} of any rank, which is also the output's. DL4J's own
 * addition broadcasts where they differ: a block of one unit would silently be added to every
 * feature. This one refuses, when the network's input types are known, or at the first forward
 * pass, and names the block.
 */
public final class ResidualVertex extends ElementWiseVertex {
  private static final long serialVersionUID = 1L;

  @JsonProperty private final String block;

  /**
   * An addition.
   *
   * @param block name of the block that errors give
   */
  public ResidualVertex(@JsonProperty("block") String block) {
    super(Op.Add);
    this.block = Objects.requireNonNull(block, "block");
  }

  /**
   * The block that this addition ends.
   *
   * @return its name
   */
  public String block() {
    return block;
  }

  @Override
  public ResidualVertex clone() {
    return new ResidualVertex(block);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResidualVertex that && block.equals(that.block);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int idx,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new ResidualVertexRuntime(graph, name, idx, block, networkDatatype);
  }

  /** The type of both inputs, after checking that they agree. */
  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs)
      throws InvalidInputTypeException {
    if (inputs.length != 2) {
      throw new InvalidInputTypeException(
          "Block \"" + block + "\": expected inputs x and F(x), found " + inputs.length);
    }
    if (!Dimensions.agree(inputs[0], inputs[1])) {
      throw new InvalidInputTypeException(fault(block, inputs[0], inputs[1]));
    }
    return super.getOutputType(layerIndex, inputs);
  }

  /**
   * Says that a residual block changes the shape.
   *
   * @param block its name
   * @param expected what goes in
   * @param found what comes out
   * @return the message
   */
  public static String fault(String block, Object expected, Object found) {
    return "Block \""
        + block
        + "\": expected layers that keep the shape of their input, "
        + text(expected)
        + ", because the block is residual and adds it to their output; found an output of "
        + text(found)
        + ". Make nOut equal to the input's size (convolutions: mode Same, stride 1), or leave"
        + " residual() out and project the bypass, for example with a SkipConnectionLayer.";
  }

  private static String text(Object shape) {
    return shape instanceof long[] dimensions ? Arrays.toString(dimensions) : shape.toString();
  }
}
