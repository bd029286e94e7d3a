package io.github.dl4jrouting.skip;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.naming.LayerLabel;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
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
public final class ActivitySkipLayer extends LayerBlock {
  private static final long serialVersionUID = 1L;

  @JsonProperty private boolean residual;
  @JsonProperty private ActivityGateLayer gate;

  /** For deserialization. */
  ActivitySkipLayer() {}

  private ActivitySkipLayer(Builder builder) {
    super(builder, builder.layers);
    this.residual = builder.residual;
    this.gate = builder.gate.name(layerName).build();
    setLayerName(layerName);
    BlockValidation.checkLayers(this);
    passOnBuilderSettings();
    initializeConstraints(builder);
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
    walk(inputType, (layer, type) -> layer.setNIn(type, override));
  }

  /**
   * Takes an input type through the block.
   *
   * @param inputType of the first layer
   * @param visitor told of each layer with the type of its input
   * @return the type of the block's output
   */
  public InputType walk(InputType inputType, BiConsumer<Layer, InputType> visitor) {
    return BlockValidation.walk(this, inputType, visitor);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputType out = walk(inputType, (layer, type) -> {});
    if (!Arrays.equals(out.getShape(false), inputType.getShape(false))) {
      throw new IllegalStateException(
          LayerLabel.of(this)
              + ": expected a block that keeps the shape of its input, "
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
    return layers().get(0).getPreProcessorForInputType(inputType);
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
    return layers().get(BlockParameters.owner(paramName));
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    long parameters = initializer().numParams(this);
    long elements = inputType.arrayElementsPerExample() * (layers().size() + 1L);
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, inputType)
        .standardMemory(parameters, parameters)
        .workingMemory(0, elements, 0, 2 * elements)
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public void setLayerName(String name) {
    super.setLayerName(name);
    if (gate != null) {
      gate.setLayerName(name);
    }
  }

  @Override
  public ActivitySkipLayer clone() {
    ActivitySkipLayer clone = (ActivitySkipLayer) super.clone();
    clone.gate = (ActivityGateLayer) gate.clone();
    return clone;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActivitySkipLayer that
        && super.equals(other)
        && residual == that.residual
        && gate.equals(that.gate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), residual, gate);
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
      this.layers = layers == null ? List.of() : Arrays.asList(layers.clone());
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
