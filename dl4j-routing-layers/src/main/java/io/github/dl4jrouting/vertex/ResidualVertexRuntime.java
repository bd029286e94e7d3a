package io.github.dl4jrouting.vertex;

import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a {@link ResidualVertex} does in a network. */
final class ResidualVertexRuntime extends ElementWiseVertex {
  private static final long serialVersionUID = 1L;

  private final String block;

  ResidualVertexRuntime(
      ComputationGraph graph, String name, int index, String block, DataType dataType) {
    super(graph, name, index, Op.Add, dataType);
    this.block = block;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (canDoForward() && !Arrays.equals(inputs[0].shape(), inputs[1].shape())) {
      throw new IllegalArgumentException(
          ResidualVertex.fault(block, inputs[0].shape(), inputs[1].shape()));
    }
    return super.doForward(training, workspaceMgr);
  }
}
