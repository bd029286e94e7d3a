package io.github.dl4jrouting.vertex;

import io.github.dl4jrouting.input.RowMajor;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.MergeVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link ChannelMergeVertex} does in a network: as DL4J's, but that the gradient is divided
 * in plain loops where channels are runs of memory, which ND4J takes many times as long for.
 */
final class ChannelMergeVertexRuntime extends MergeVertex {
  private static final long serialVersionUID = 1L;

  private final boolean channelsFirst;

  ChannelMergeVertexRuntime(
      ComputationGraph graph, String name, int index, DataType dataType, int mergeAxis) {
    super(graph, name, index, dataType, mergeAxis);
    channelsFirst = mergeAxis == 1;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    if (!canDoBackward()
        || !channelsFirst
        || SampleRuns.of(epsilon).isEmpty()
        || !RowMajor.isPlain(epsilon)) {
      return super.doBackward(tbptt, workspaceMgr);
    }
    INDArray[] gradients = new INDArray[inputs.length];
    int all = Math.toIntExact(epsilon.length() / epsilon.size(0));
    int from = 0;
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] =
          workspaceMgr.createUninitialized(
              ArrayType.ACTIVATION_GRAD, DataType.FLOAT, inputs[i].shape(), 'c');
      int length = Math.toIntExact(inputs[i].length() / inputs[i].size(0));
      copy(epsilon, from, all, gradients[i], length);
      from += length;
    }
    return new Pair<>(null, gradients);
  }

  /** Of each sample the numbers from one on. */
  private static void copy(INDArray source, int from, int all, INDArray target, int length) {
    FloatBuffer read = source.data().asNioFloat();
    FloatBuffer written = target.data().asNioFloat();
    int start = read.position() + from;
    float[] run = new float[length];
    for (int n = 0; n < source.size(0); n++) {
      read.get(start + n * all, run);
      written.put(written.position() + n * length, run);
    }
  }
}
