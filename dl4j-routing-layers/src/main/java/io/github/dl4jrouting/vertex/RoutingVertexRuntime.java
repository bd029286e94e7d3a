package io.github.dl4jrouting.vertex;

import io.github.dl4jrouting.input.RowMajor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What a {@link RoutingVertex} does in a network. */
final class RoutingVertexRuntime extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  /** Null where the paths are not added to the last one. */
  private final String residualBlock;

  RoutingVertexRuntime(
      ComputationGraph graph, String name, int index, String residualBlock, DataType dataType) {
    super(graph, name, index, null, null, dataType);
    this.residualBlock = residualBlock;
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  private int paths() {
    return inputs.length - 1;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (!canDoForward()) {
      throw new IllegalStateException(
          "Vertex \"" + vertexName + "\": expected all inputs set before the forward pass");
    }
    checkShapes();
    INDArray first = inputs[1];
    INDArray out =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, first.shape(), first.ordering());
    double[] weights = weights();
    int only = onlyPath(weights);
    if (only >= 0) {
      return out.assign(inputs[only + 1]);
    }
    combine(weights, out);
    return out;
  }

  /** What each path is multiplied by, [N, K]. */
  private double[] weights() {
    double[] weights = RowMajor.of(inputs[0]);
    if (residualBlock != null) {
      PathWeights.addToLast(weights, paths());
    }
    return weights;
  }

  /** out = Σ_k weights_k ⊙ path_k: first the paths that lie as the result does, in one pass. */
  private void combine(double[] pathWeights, INDArray out) {
    List<INDArray> alike = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    Optional<SampleRuns> runs = SampleRuns.of(out);
    for (int k = 0; k < paths(); k++) {
      if (isUsed(pathWeights, k)) {
        INDArray path = path(k);
        if (runs.isPresent() && SampleRuns.sameLayout(path, out)) {
          alike.add(path);
          weights.add(column(pathWeights, k));
        } else {
          others.add(k);
        }
      }
    }
    boolean written = !alike.isEmpty();
    if (written) {
      runs.get().combine(weights, alike, out);
    }
    for (int k : others) {
      INDArray path = path(k);
      if (written) {
        out.addi(scaled(column(pathWeights, k), path, path.ulike()));
      } else {
        scaled(column(pathWeights, k), path, out);
      }
      written = true;
    }
    if (!written) {
      out.assign(0);
    }
  }

  private INDArray path(int k) {
    return inputs[k + 1].castTo(dataType);
  }

  /** weights ⊙ array; what counts for nothing may be infinite, or NaN, and is 0 all the same. */
  private static INDArray scaled(double[] weights, INDArray array, INDArray to) {
    Broadcast.mul(array, Nd4j.createFromArray(weights).castTo(array.dataType()), to, 0);
    if (Double.isNaN(to.sumNumber().doubleValue())) {
      for (int n = 0; n < weights.length; n++) {
        if (weights[n] == 0) {
          to.slice(n).assign(0);
        }
      }
    }
    return to;
  }

  /** dPath = weights ⊙ epsilon, and Σ epsilon ⊙ path for each sample. */
  private double[] backward(double[] weights, INDArray path, INDArray dPath) {
    Optional<SampleRuns> runs =
        SampleRuns.isReadable(epsilon, path) ? SampleRuns.of(epsilon) : Optional.empty();
    if (runs.isPresent() && SampleRuns.sameLayout(epsilon, dPath)) {
      return runs.get().backward(weights, epsilon, path, dPath);
    }
    scaled(weights, epsilon, dPath);
    if (runs.isPresent()) {
      return runs.get().dot(epsilon, path);
    }
    int[] perSample = new int[epsilon.rank() - 1];
    Arrays.setAll(perSample, i -> i + 1);
    return epsilon.mul(path).sum(perSample).toDoubleVector();
  }

  private double[] column(double[] p, int k) {
    double[] column = new double[p.length / paths()];
    for (int n = 0; n < column.length; n++) {
      column[n] = p[n * paths() + k];
    }
    return column;
  }

  private boolean isUsed(double[] p, int k) {
    for (int i = k; i < p.length; i += paths()) {
      if (p[i] != 0) {
        return true;
      }
    }
    return false;
  }

  /** The path that every sample takes, alone and with probability 1, or −1 where there is none. */
  private int onlyPath(double[] p) {
    for (int k = 0; k < paths(); k++) {
      boolean only = true;
      for (int i = 0; i < p.length && only; i++) {
        only = p[i] == (i % paths() == k ? 1 : 0);
      }
      if (only) {
        return k;
      }
    }
    return -1;
  }

  private void checkShapes() {
    INDArray p = inputs[0];
    if (p.rank() != 2 || p.size(1) != paths()) {
      throw new IllegalArgumentException(
          "Vertex \""
              + vertexName
              + "\": expected probabilities of shape [N, "
              + paths()
              + "] for its "
              + paths()
              + " paths, found "
              + Arrays.toString(p.shape())
              + ". Give the router as many paths as the vertex has.");
    }
    for (int k = 0; k < paths(); k++) {
      long[] shape = inputs[k + 1].shape();
      if (residualBlock != null && !Arrays.equals(shape, inputs[paths()].shape())) {
        throw new IllegalArgumentException(
            ResidualVertex.fault(residualBlock, inputs[paths()].shape(), shape));
      }
      if (!Arrays.equals(shape, inputs[1].shape()) || shape[0] != p.size(0)) {
        throw new IllegalArgumentException(
            "Vertex \""
                + vertexName
                + "\": expected every path to have shape "
                + Arrays.toString(inputs[1].shape())
                + " with "
                + p.size(0)
                + " rows, one for each row of the probabilities, found path "
                + k
                + " with shape "
                + Arrays.toString(shape)
                + ". Project it, for example with a SkipConnectionLayer.");
      }
    }
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    if (!canDoBackward()) {
      throw new IllegalStateException(
          "Vertex \""
              + vertexName
              + "\": expected inputs and epsilon set before the backward pass");
    }
    INDArray[] gradients = new INDArray[inputs.length];
    double[] weights = weights();
    double[] dp = new double[weights.length];
    for (int k = 0; k < paths(); k++) {
      INDArray dPath =
          workspaceMgr.createUninitialized(
              ArrayType.ACTIVATION_GRAD, dataType, epsilon.shape(), epsilon.ordering());
      double[] sums = backward(column(weights, k), path(k), dPath);
      for (int n = 0; n < sums.length; n++) {
        dp[n * paths() + k] = sums[n];
      }
      gradients[k + 1] = dPath;
    }
    if (residualBlock != null) {
      PathWeights.addLast(dp, paths());
    }
    gradients[0] =
        RowMajor.put(
            dp,
            workspaceMgr.createUninitialized(
                ArrayType.ACTIVATION_GRAD, dataType, inputs[0].shape(), 'c'));
    return new Pair<>(null, gradients);
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray backpropGradientsViewArray) {
    if (backpropGradientsViewArray != null) {
      throw new IllegalStateException(
          "Vertex \"" + vertexName + "\": expected no parameters, found a gradient view");
    }
  }

  /** Masked where all paths are: the probabilities have no mask of their own. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    if (masks == null) {
      return new Pair<>(null, state);
    }
    INDArray union = null;
    for (int k = 1; k < masks.length; k++) {
      if (masks[k] == null) {
        return new Pair<>(null, state);
      }
      union = union == null ? masks[k] : Transforms.max(union, masks[k], true);
    }
    return new Pair<>(union, state);
  }

  @Override
  public String toString() {
    return "RoutingVertex(name=\"" + vertexName + "\", paths=" + paths() + ")";
  }
}
