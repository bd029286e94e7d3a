package io.github.dl4jrouting.router;

import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.input.RowMajor;
import io.github.dl4jrouting.naming.LayerLabel;
import java.util.List;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * What all routing layers do in a network: check the input, hand probabilities on, keep masks.
 *
 * @param <C> the configuration
 */
public abstract class RoutingRuntime<C extends RoutingLayer> extends BaseLayer<C> {
  private static final long serialVersionUID = 1L;

  /**
   * A layer without parameters yet.
   *
   * @param conf configuration with a routing layer in it
   * @param dataType type of the parameters and activations
   */
  protected RoutingRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /**
   * What errors call this layer.
   *
   * @return its name in the network, or its type
   */
  public final String label() {
    return LayerLabel.of(layerConf());
  }

  /**
   * The input, after dropout, checked and in the network's type.
   *
   * @param training whether dropout applies
   * @param workspaceMgr workspaces
   * @return activations in the configured layout
   */
  protected final INDArray checkedInput(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    InputLayout layout = layerConf().layout();
    layout.check(input.shape(), layerConf().getNIn(), layerConf().getLayerName());
    applyDropOutIfNecessary(training, workspaceMgr);
    return input.castTo(dataType);
  }

  /**
   * Probabilities as an activation.
   *
   * @param p row-major {@code [N, K]}
   * @param workspaceMgr workspaces
   * @return {@code [N, K]}
   */
  protected final INDArray activation(double[] p, LayerWorkspaceMgr workspaceMgr) {
    int paths = layerConf().paths();
    return RowMajor.put(
        p,
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {p.length / paths, paths}, 'c'));
  }

  /**
   * An array of the input's shape for the gradient that goes back.
   *
   * @param workspaceMgr workspaces
   * @return uninitialised array
   */
  protected final INDArray inputGradient(LayerWorkspaceMgr workspaceMgr) {
    return workspaceMgr.createUninitialized(
        ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
  }

  /**
   * The gradients of all parameters.
   *
   * @return gradient that refers to the views DL4J updates from
   */
  protected final Gradient gradients() {
    Gradient gradient = new DefaultGradient();
    if (gradientViews != null) {
      gradientViews.forEach((key, view) -> gradient.gradientForVariable().put(key, view));
    }
    return gradient;
  }

  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    double sum = 0;
    for (var parameter : paramTable().entrySet()) {
      List<Regularization> all = layerConf().getRegularizationByParam(parameter.getKey());
      for (Regularization each : all == null ? List.<Regularization>of() : all) {
        sum +=
            RegularizationScore.of(
                each, parameter.getValue(), getIterationCount(), getEpochCount());
      }
    }
    return sum;
  }

  @Override
  public abstract INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr);

  @Override
  public abstract Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr);

  /**
   * The mask is used here and ends here: probabilities are one row a sample, whatever the input.
   */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    this.maskArray = mask;
    this.maskState = state;
    return new Pair<>(null, null);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
