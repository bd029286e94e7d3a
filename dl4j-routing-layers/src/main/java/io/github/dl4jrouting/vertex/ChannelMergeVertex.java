package io.github.dl4jrouting.vertex;

import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Feature maps of one size side by side, as DL4J's {@link MergeVertex} puts them: inputs {@code [N,
 * Cᵢ, H, W]}, or {@code [N, H, W, Cᵢ]}, output the same with {@code ΣCᵢ} channels.
 *
 * <p>A clone of DL4J's own (1.0.0-M2.1) forgets which axis the channels are on, so that a copy of a
 * network whose channels come last merges rows. A clone of this one does not.
 */
public final class ChannelMergeVertex extends MergeVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public ChannelMergeVertex clone() {
    ChannelMergeVertex copy = new ChannelMergeVertex();
    copy.mergeAxis = mergeAxis;
    copy.modified = modified;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelMergeVertex that && mergeAxis == that.mergeAxis;
  }

  @Override
  public int hashCode() {
    return mergeAxis;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int idx,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new ChannelMergeVertexRuntime(graph, name, idx, networkDatatype, mergeAxis);
  }
}
