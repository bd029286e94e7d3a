package io.github.dl4jrouting.penalty;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link LossLayer} for a {@link SparsityPenaltyLoss} whose weights follow schedules: it tells
 * the loss at which iteration and epoch training stands, which DL4J's own does not.
 *
 * <p>Input: routing probabilities {@code [N, K]}; output: the same. Labels are needed by DL4J and
 * ignored. With {@code activation(SOFTMAX)} the input is the scores instead.
 */
public final class SparsityPenaltyLayer extends LossLayer {
  private static final long serialVersionUID = 1L;

  /** For deserialization. */
  SparsityPenaltyLayer() {}

  private SparsityPenaltyLayer(Builder builder) {
    super(builder);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    SparsityPenaltyRuntime runtime = new SparsityPenaltyRuntime(conf, networkDataType);
    runtime.setListeners(listeners);
    runtime.setIndex(layerIndex);
    runtime.setParamsViewArray(layerParamsView);
    runtime.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    runtime.setConf(conf);
    return runtime;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparsityPenaltyLayer && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  /** Builds the layer. */
  public static final class Builder extends LossLayer.Builder {
    /**
     * A builder for the given penalty.
     *
     * @param penalty the penalty
     */
    public Builder(SparsityPenaltyLoss penalty) {
      super(penalty);
      activation(new ActivationIdentity());
    }

    @Override
    public SparsityPenaltyLayer build() {
      if (!(getLossFn() instanceof SparsityPenaltyLoss)) {
        throw new IllegalArgumentException(
            "SparsityPenaltyLayer: expected a SparsityPenaltyLoss, found " + getLossFn());
      }
      return new SparsityPenaltyLayer(this);
    }
  }
}
