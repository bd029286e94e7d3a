package io.github.dl4jrouting.skip;

import io.github.dl4jrouting.naming.LayerLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A layer that holds a block of layers, and hands on to them what a network sets for all its
 * layers.
 *
 * <p>DL4J sets a network's global settings through the setters below, once, on layers that have
 * none; TransferLearning's fine-tuning sets them again, on all. Both reach the block: where this
 * layer had no value yet, a layer of the block keeps its own; where it had one, the new value
 * replaces all.
 */
abstract class LayerBlock extends BaseLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private List<Layer> layers;

  /** For deserialization. */
  LayerBlock() {}

  LayerBlock(BaseLayer.Builder<?> builder, List<Layer> layers) {
    super(builder);
    // Copies, so that one description of a layer can serve several blocks.
    this.layers = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer == null) {
        throw new IllegalStateException(
            LayerLabel.of(this)
                + ": expected a layer at position "
                + this.layers.size()
                + " of the block, found null");
      }
      this.layers.add(layer.clone());
    }
    this.layers.forEach(BlockValidation::keepShapeByDefault);
  }

  /** What the builder itself was given reaches the block as the network's own settings do. */
  final void passOnBuilderSettings() {
    inherit(BaseLayer::getIUpdater, BaseLayer::setIUpdater, iUpdater);
    inherit(BaseLayer::getBiasUpdater, BaseLayer::setBiasUpdater, biasUpdater);
    inherit(BaseLayer::getActivationFn, BaseLayer::setActivationFn, activationFn);
    inherit(BaseLayer::getWeightInitFn, BaseLayer::setWeightInitFn, weightInitFn);
    inherit(BaseLayer::getWeightNoise, BaseLayer::setWeightNoise, weightNoise);
    if (iDropout != null) {
      IDropout own = iDropout;
      iDropout = null;
      setIDropout(own);
    }
  }

  /**
   * The block.
   *
   * @return its layers, first to last
   */
  public List<Layer> layers() {
    return List.copyOf(layers);
  }

  @Override
  public void setLayerName(String name) {
    super.setLayerName(name);
    if (layers != null) {
      for (int i = 0; i < layers.size(); i++) {
        layers.get(i).setLayerName(name == null ? null : name + "." + i);
      }
    }
  }

  @Override
  public void setDataType(DataType dataType) {
    layers.forEach(layer -> layer.setDataType(dataType));
  }

  @Override
  public void resetLayerDefaultConfig() {
    super.resetLayerDefaultConfig();
    layers.forEach(Layer::resetLayerDefaultConfig);
  }

  @Override
  public void setIUpdater(IUpdater updater) {
    if (updater != null && layers != null) {
      pass(iUpdater != null, BaseLayer::getIUpdater, layer -> layer.setIUpdater(updater.clone()));
    }
    super.setIUpdater(updater);
  }

  @Override
  public void setBiasUpdater(IUpdater updater) {
    if (updater != null && layers != null) {
      pass(
          biasUpdater != null,
          BaseLayer::getBiasUpdater,
          layer -> layer.setBiasUpdater(updater.clone()));
    }
    super.setBiasUpdater(updater);
  }

  @Override
  public void setActivationFn(IActivation activation) {
    if (activation != null && layers != null) {
      pass(
          activationFn != null,
          BaseLayer::getActivationFn,
          layer -> layer.setActivationFn(activation));
      layers.forEach(layer -> BlockValidation.setActivation(layer, activation));
    }
    super.setActivationFn(activation);
  }

  @Override
  public void setWeightInitFn(IWeightInit weightInit) {
    if (weightInit != null && layers != null) {
      pass(
          weightInitFn != null,
          BaseLayer::getWeightInitFn,
          layer -> layer.setWeightInitFn(weightInit));
    }
    super.setWeightInitFn(weightInit);
  }

  @Override
  public void setWeightNoise(IWeightNoise noise) {
    if (noise != null && layers != null) {
      pass(
          weightNoise != null,
          BaseLayer::getWeightNoise,
          layer -> layer.setWeightNoise(noise.clone()));
    }
    super.setWeightNoise(noise);
  }

  @Override
  public void setBiasInit(double value) {
    if (layers != null) {
      pass(
          !Double.isNaN(biasInit),
          layer -> Double.isNaN(layer.getBiasInit()) ? null : layer,
          layer -> layer.setBiasInit(value));
    }
    super.setBiasInit(value);
  }

  @Override
  public void setGainInit(double value) {
    if (layers != null) {
      pass(
          !Double.isNaN(gainInit),
          layer -> Double.isNaN(layer.getGainInit()) ? null : layer,
          layer -> layer.setGainInit(value));
    }
    super.setGainInit(value);
  }

  @Override
  public void setRegularization(List<Regularization> values) {
    if (values != null && layers != null) {
      pass(
          regularization != null && !regularization.isEmpty(),
          layer -> nonEmpty(layer.getRegularization()),
          layer -> layer.setRegularization(new ArrayList<>(values)));
    }
    super.setRegularization(values);
  }

  @Override
  public void setRegularizationBias(List<Regularization> values) {
    if (values != null && layers != null) {
      pass(
          regularizationBias != null && !regularizationBias.isEmpty(),
          layer -> nonEmpty(layer.getRegularizationBias()),
          layer -> layer.setRegularizationBias(new ArrayList<>(values)));
    }
    super.setRegularizationBias(values);
  }

  /**
   * Dropout belongs to the layers of the block; on this layer's own input it would touch the gate.
   */
  @Override
  public void setIDropout(IDropout dropout) {
    if (dropout != null && layers != null) {
      for (Layer layer : layers) {
        if (layer.getIDropout() == null) {
          layer.setIDropout(dropout.clone());
        }
      }
    }
  }

  private static List<Regularization> nonEmpty(List<Regularization> list) {
    return list == null || list.isEmpty() ? null : list;
  }

  private void pass(boolean replace, Function<BaseLayer, ?> current, Consumer<BaseLayer> set) {
    for (Layer layer : layers) {
      if (layer instanceof BaseLayer base && (replace || current.apply(base) == null)) {
        set.accept(base);
      }
    }
  }

  private <T> void inherit(Function<BaseLayer, T> current, BiConsumer<BaseLayer, T> set, T value) {
    if (value != null) {
      pass(false, current, layer -> set.accept(layer, value));
    }
  }

  @Override
  public LayerBlock clone() {
    LayerBlock clone = (LayerBlock) super.clone();
    clone.layers = new ArrayList<>();
    layers.forEach(layer -> clone.layers.add(layer.clone()));
    return clone;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LayerBlock that && super.equals(other) && layers.equals(that.layers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), layers);
  }
}
