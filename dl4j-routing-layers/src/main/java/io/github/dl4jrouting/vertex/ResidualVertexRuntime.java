package io.github.dl4jrouting.vertex;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
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
    INDArray x = inputs[0];
    INDArray f = inputs[1];
    Optional<SampleRuns> runs = canDoForward() ? SampleRuns.of(f) : Optional.empty();
    if (runs.isEmpty() || dataType != f.dataType() || !SampleRuns.sameLayout(x, f)) {
      return super.doForward(training, workspaceMgr);
    }
    INDArray y =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, f.shape(), f.ordering());
    runs.get().sum(x, f, y);
    return y;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    Optional<SampleRuns> runs = canDoBackward() ? SampleRuns.of(epsilon) : Optional.empty();
    if (runs.isEmpty()) {
      return super.doBackward(tbptt, workspaceMgr);
    }
    INDArray[] gradients = new INDArray[inputs.length];
    for (int i = 0; i < gradients.length; i++) {
      INDArray copy =
          workspaceMgr.createUninitialized(
              ArrayType.ACTIVATION_GRAD, dataType, epsilon.shape(), epsilon.ordering());
      if (SampleRuns.sameLayout(epsilon, copy)) {
        runs.get().copy(epsilon, copy);
      } else {
        copy.assign(epsilon);
      }
      gradients[i] = copy;
    }
    return new Pair<>(null, gradients);
  }
}
