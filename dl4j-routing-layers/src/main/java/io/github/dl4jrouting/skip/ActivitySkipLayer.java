package io.github.dl4jrouting.skip;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.input.InputLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A block of layers that runs only on the samples that are active enough: an {@link
 * ActivityGateLayer}, the block, its bypass and the vertex that joins them, as one layer, that
 * skips for real in a stock {@code ComputationGraph} and in a {@code MultiLayerNetwork}.
 *
 * <pre>
 *   y[n] = F(x[n]), or x[n] + F(x[n]) if residual     where A(x[n]) passes the threshold
 *   y[n] = x[n]                                       elsewhere
 *   y[n] = g y_through[n] + (1 − g) x[n]              g = σ(± (A − τ) / T), while a learnable τ is trained
 * </pre>
 *
 * <p>Active rows are gathered, the block runs on them alone, its results are scattered back; at
 * batch 1 an inactive row runs nothing. Batch norm in the block learns its statistics from active
 * rows. "If the activity is below a learnable or fixed threshold, skip the block and pass the input
 * unchanged" (activity-routing paper, section 3).
 *
 * <p>Input and output: activations of one shape, any layout; the block must keep it. Global
 * settings of the network (updater, l1, l2, activation, weight initialisation, …) reach the layers
 * of the block as they reach any layer, but for the convolution mode: a convolution or pooling
 * layer that names none gets {@code Same}, which keeps the shape. Parameters: {@code tau}, and
 * those of the block with the layer's position before them, as in {@code 0.W}. Recurrent layers
 * cannot be wrapped, because their state between calls would be lost: put a {@link
 * io.github.dl4jrouting.RoutedBlock} around those.
 */
public final class ActivitySkipLayer extends BaseLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private List<Layer> layers;
  @JsonProperty private boolean residual;
  @JsonProperty private ActivityGateLayer gate;

  /** For deserialization. */
  ActivitySkipLayer() {}

  private ActivitySkipLayer(Builder builder) {
    super(builder);
    this.layers = new ArrayList<>(builder.layers);
    this.residual = builder.residual;
    this.gate = builder.gate.build();
    setLayerName(layerName);
    BlockValidation.checkLayers(this);
    layers.forEach(BlockValidation::keepShapeByDefault);
    passOnBuilderSettings();
    initializeConstraints(builder);
  }

  /** What the builder itself was given reaches the block as the network's own settings do. */
  private void passOnBuilderSettings() {
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

  /**
   * Whether the input is added to the block's output.
   *
   * @return true for a residual block
   */
  public boolean residual() {
    return residual;
  }

  /**
   * The gate that decides which samples are active.
   *
   * @return measure, direction, first threshold, temperature
   */
  public ActivityGateLayer gate() {
    return gate;
  }

  /**
   * How input and output are laid out.
   *
   * @return the layout; {@link InputLayout#DENSE} where nothing was said
   */
  public InputLayout layout() {
    return gate.layout();
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    return ActivitySkipRuntime.create(
        conf, listeners, layerIndex, layerParamsView, initializeParams, networkDataType);
  }

  @Override
  public ParamInitializer initializer() {
    return BlockParameters.INSTANCE;
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    gate.setNIn(inputType, override);
    BlockValidation.walk(this, inputType, (layer, type) -> layer.setNIn(type, override));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputType out = BlockValidation.walk(this, inputType, (layer, type) -> {});
    if (!Arrays.equals(out.getShape(false), inputType.getShape(false))) {
      throw new IllegalStateException(
          "Layer \""
              + getLayerName()
              + "\": expected a block that keeps the shape of its input, "
              + inputType
              + ", because skipped samples pass unchanged; found a block that gives "
              + out
              + ". Make the sizes equal (convolutionMode Same, stride 1), or use RoutedBlock with a"
              + " projection.");
    }
    return inputType;
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return layers.get(0).getPreProcessorForInputType(inputType);
  }

  @Override
  public boolean isPretrainParam(String paramName) {
    return false;
  }

  @Override
  public List<Regularization> getRegularizationByParam(String paramName) {
    return BlockParameters.owner(paramName) < 0
        ? null
        : layer(paramName).getRegularizationByParam(BlockParameters.inner(paramName));
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    if (BlockParameters.owner(paramName) >= 0) {
      return layer(paramName).getUpdaterByParam(BlockParameters.inner(paramName));
    }
    return gate.learnable()
        ? super.getUpdaterByParam(paramName)
        : gate.getUpdaterByParam(paramName);
  }

  private Layer layer(String paramName) {
    return layers.get(BlockParameters.owner(paramName));
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    long parameters = initializer().numParams(this);
    long elements = inputType.arrayElementsPerExample() * (layers.size() + 1L);
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, inputType)
        .standardMemory(parameters, parameters)
        .workingMemory(0, elements, 0, 2 * elements)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public void setLayerName(String name) {
    super.setLayerName(name);
    if (layers != null) {
      gate.setLayerName(name);
      for (int i = 0; i < layers.size(); i++) {
        layers.get(i).setLayerName(name + "." + i);
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

  // DL4J sets a network's global settings through the setters below, once, on layers that have
  // none;
  // TransferLearning's fine-tuning sets them again, on all. Both reach the block: where this layer
  // had
  // no value yet, a layer of the block keeps its own; where it had one, the new value replaces all.

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

  private <T> void inherit(
      Function<BaseLayer, T> current, java.util.function.BiConsumer<BaseLayer, T> set, T value) {
    if (value != null) {
      pass(false, current, layer -> set.accept(layer, value));
    }
  }

  @Override
  public ActivitySkipLayer clone() {
    ActivitySkipLayer clone = (ActivitySkipLayer) super.clone();
    clone.layers = new ArrayList<>();
    layers.forEach(layer -> clone.layers.add(layer.clone()));
    clone.gate = (ActivityGateLayer) gate.clone();
    return clone;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActivitySkipLayer that
        && super.equals(other)
        && layers.equals(that.layers)
        && residual == that.residual
        && gate.equals(that.gate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), layers, residual, gate);
  }

  /** Builds a block that skips. */
  public static final class Builder extends BaseLayer.Builder<Builder> {
    private final List<Layer> layers;
    private final ActivityGateLayer.Builder gate = new ActivityGateLayer.Builder();
    private boolean residual;

    /**
     * A block behind a gate on mean|x| with a fixed threshold of 0.
     *
     * @param layers the block, first to last
     */
    public Builder(Layer... layers) {
      this.layers = List.of(layers);
    }

    /**
     * Adds the input to the block's output.
     *
     * @param add default false
     * @return this
     */
    public Builder residual(boolean add) {
      this.residual = add;
      return this;
    }

    /**
     * Sets what is compared with the threshold.
     *
     * @param measure default {@link ActivityMeasure#MEAN_ABS}
     * @return this
     */
    public Builder measure(ActivityMeasure measure) {
      gate.measure(measure);
      return this;
    }

    /**
     * Sets which side of the threshold is skipped.
     *
     * @param direction default {@link Direction#SKIP_LOW}
     * @return this
     */
    public Builder direction(Direction direction) {
      gate.direction(direction);
      return this;
    }

    /**
     * Sets the threshold.
     *
     * @param tau τ, in units of the measure; default 0
     * @return this
     */
    public Builder threshold(double tau) {
      gate.threshold(tau);
      return this;
    }

    /**
     * Makes the threshold learnable: soft while training, hard at inference.
     *
     * @param train default false
     * @return this
     */
    public Builder learnable(boolean train) {
      gate.learnable(train);
      return this;
    }

    /**
     * Sets T of the soft gate.
     *
     * @param constant positive, in units of the measure; default 0.1
     * @return this
     */
    public Builder temperature(double constant) {
      gate.temperature(constant);
      return this;
    }

    /**
     * Sets T of the soft gate.
     *
     * @param schedule of positive numbers
     * @return this
     */
    public Builder temperature(org.nd4j.linalg.schedule.ISchedule schedule) {
      gate.temperature(schedule);
      return this;
    }

    /**
     * Sets the layout of the input, for networks without input types.
     *
     * @param layout default: as the network's input types say, dense where there are none
     * @return this
     */
    public Builder layout(InputLayout layout) {
      gate.layout(layout);
      return this;
    }

    /**
     * Builds the layer.
     *
     * @return the layer
     * @throws IllegalStateException if the block is empty, holds a layer that cannot be wrapped, or
     *     the gate's settings are out of range
     */
    @Override
    @SuppressWarnings("unchecked")
    public ActivitySkipLayer build() {
      return new ActivitySkipLayer(this);
    }
  }
}
