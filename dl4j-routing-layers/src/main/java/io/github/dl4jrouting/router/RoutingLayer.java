package io.github.dl4jrouting.router;

import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.naming.LayerLabel;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A layer whose output is routing probabilities {@code [N, K]}: one row a sample, one column a
 * path. Path 0 is through, the last path is the bypass.
 *
 * <p>Reads dense {@code [N, F]}, convolutional {@code [N, F, H, W]} or {@code [N, H, W, F]}, and
 * sequence {@code [N, F, T]} or {@code [N, T, F]} activations as they are, without a preprocessor.
 */
public abstract class RoutingLayer extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private InputLayout layout;

  /** For deserialization. */
  protected RoutingLayer() {}

  /**
   * Takes over what the builder holds.
   *
   * @param builder the builder
   */
  protected RoutingLayer(Builder<?> builder) {
    super(builder);
    this.layout = builder.layout;
  }

  /**
   * The number of paths.
   *
   * @return K, at least 2
   */
  public final int paths() {
    return (int) getNOut();
  }

  /**
   * How the input is laid out: found from the network's input types, or as the builder was told.
   *
   * @return the layout; {@link InputLayout#DENSE} where nothing was said
   */
  public final InputLayout layout() {
    return layout == null ? InputLayout.DENSE : layout;
  }

  /**
   * Makes the layer that runs this configuration.
   *
   * @param conf configuration with this layer in it
   * @param dataType type of the parameters and activations
   * @return a layer without parameters yet
   */
  protected abstract RoutingRuntime<?> newRuntime(NeuralNetConfiguration conf, DataType dataType);

  /**
   * Checks what can be known before the network runs.
   *
   * @throws IllegalStateException naming the layer, what was expected and what was found
   */
  protected void checkConfiguration() {}

  @Override
  public final Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    checkConfiguration();
    RoutingRuntime<?> runtime = newRuntime(conf, networkDataType);
    runtime.setListeners(listeners);
    runtime.setIndex(layerIndex);
    runtime.setParamsViewArray(layerParamsView);
    runtime.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    runtime.setConf(conf);
    return runtime;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputLayout.of(inputType, getLayerName());
    return InputType.feedForward(paths());
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    InputLayout found = InputLayout.of(inputType, getLayerName());
    if (layout == null || override) {
      layout = found;
    } else if (layout != found) {
      throw new IllegalStateException(
          LayerLabel.of(this)
              + ": expected input in layout "
              + layout
              + ", as its builder was told, found "
              + found
              + " from the network's input types. Leave layout(...) out.");
    }
    if (nIn <= 0 || override) {
      nIn = InputLayout.features(inputType, getLayerName());
    }
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    long parameters = initializer().numParams(this);
    return new LayerMemoryReport.Builder(
            getLayerName(), getClass(), inputType, InputType.feedForward(paths()))
        .standardMemory(parameters, parameters)
        .workingMemory(0, 2L * paths() + nIn, 0, 2L * paths() + inputType.arrayElementsPerExample())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoutingLayer that && super.equals(other) && layout == that.layout;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), layout);
  }

  /**
   * What all routing layers' builders share.
   *
   * @param <T> the builder's own type
   */
  public abstract static class Builder<T extends Builder<T>> extends FeedForwardLayer.Builder<T> {
    private InputLayout layout;

    /** For subclasses. */
    protected Builder() {}

    /**
     * Sets the layout of the input, for networks without input types. Default: as the network's
     * input types say, dense where there are none.
     *
     * @param inputLayout layout
     * @return this
     */
    @SuppressWarnings("unchecked")
    public T layout(InputLayout inputLayout) {
      this.layout = inputLayout;
      return (T) this;
    }
  }
}
