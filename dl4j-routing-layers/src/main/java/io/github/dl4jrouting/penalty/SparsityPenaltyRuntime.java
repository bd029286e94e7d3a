package io.github.dl4jrouting.penalty;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a {@link SparsityPenaltyLayer} does in a network. */
final class SparsityPenaltyRuntime extends LossLayer {
  private static final long serialVersionUID = 1L;

  SparsityPenaltyRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private SparsityPenaltyLoss penalty() {
    return (SparsityPenaltyLoss) layerConf().getLossFn();
  }

  private SparsityPenaltyLoss.Progress progress() {
    return new SparsityPenaltyLoss.Progress(getIterationCount(), getEpochCount());
  }

  @Override
  public double computeScore(
      double regularization, boolean training, LayerWorkspaceMgr workspaceMgr) {
    // Per sample, unless the network sums over the minibatch: its gradient is not divided then.
    boolean average = conf().isMiniBatch();
    score =
        penalty().score(input, layerConf().getActivationFn(), maskArray, average, progress())
            + regularization;
    return score;
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaceMgr) {
    INDArray scores =
        penalty().scoreArray(input, layerConf().getActivationFn(), maskArray, progress());
    return workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, scores.addi(regularization));
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray delta =
        penalty().gradient(input, layerConf().getActivationFn(), maskArray, progress());
    return new Pair<>(
        new DefaultGradient(), workspaceMgr.leverageTo(ArrayType.ACTIVATION_GRAD, delta));
  }
}
