package io.github.dl4jrouting.bypass;

import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.naming.LayerLabel;
import io.github.dl4jrouting.parameter.ParameterLayout;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The bypass around a block: a skip connection with a trainable weight, "initially weighted with
 * zero" and held sparse by L1 (adaptive-sparsity document, skip connections).
 *
 * <pre>
 *   y = w ⊙ x (+ b)                             one weight, or one a feature (channel)
 *   y[n, o, …] = Σ_f W[f, o] x[n, f, …]         a projection, where the block changes the shape:
 *                                               linear, or 1×1 with a stride on images
 * </pre>
 *
 * <p>Input: activations of any layout; output: the same, or with {@code nOut} features and every
 * stride-th position. w starts at 0, or at 1 with {@link Builder#identity()}; W starts at 0.
 * Parameter {@code W}, and {@code b} with {@link Builder#hasBias}, which starts at 0; W is
 * regularized by L1 with 1e-4 unless the builder says otherwise.
 */
public final class SkipConnectionLayer extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private InputLayout layout;
  @JsonProperty private double initialWeight;
  @JsonProperty private boolean perFeature;
  @JsonProperty private boolean hasBias;
  @JsonProperty private boolean projection;
  @JsonProperty private int[] stride;

  /** For deserialization. */
  SkipConnectionLayer() {}

  private SkipConnectionLayer(Builder builder) {
    super(builder);
    this.layout = builder.layout;
    this.initialWeight = builder.initialWeight;
    this.perFeature = builder.perFeature;
    this.hasBias = builder.hasBias;
    this.projection = builder.projection;
    this.stride = builder.stride.clone();
    initializeConstraints(builder);
    require(Double.isFinite(initialWeight), "a finite initial weight", initialWeight, "Mend it.");
    require(
        stride.length == 2 && stride[0] > 0 && stride[1] > 0,
        "a stride of at least 1 down and across",
        Arrays.toString(stride),
        "Set projection(nOut, down, across).");
    require(!projection || nOut > 0, "a projection to at least 1 feature", nOut, "Set nOut.");
    require(!projection || !hasBias, "a projection without a bias", "one", "Set hasBias(false).");
    require(
        projection || isUnitStride(),
        "a stride of 1 without a projection",
        Arrays.toString(stride),
        "Use projection(nOut, down, across).");
  }

  private void require(boolean holds, String expected, Object found, String remedy) {
    LayerLabel.require(this, holds, expected, found, remedy);
  }

  boolean isUnitStride() {
    return stride[0] == 1 && stride[1] == 1;
  }

  /**
   * How input and output are laid out.
   *
   * @return the layout; {@link InputLayout#DENSE} where nothing was said
   */
  public InputLayout layout() {
    return layout == null ? InputLayout.DENSE : layout;
  }

  /**
   * Whether a matrix projects the features, rather than a weight scaling them.
   *
   * @return true for a projection
   */
  public boolean projection() {
    return projection;
  }

  /**
   * Whether each feature (channel) has a weight of its own.
   *
   * @return true for one weight a feature
   */
  public boolean perFeature() {
    return perFeature;
  }

  /**
   * Whether each weight has a bias beside it, added to its features.
   *
   * @return true for y = w ⊙ x + b
   */
  public boolean hasBias() {
    return hasBias;
  }

  /**
   * The value every scaling weight starts with.
   *
   * @return 0, or 1 for the identity
   */
  public double initialWeight() {
    return initialWeight;
  }

  /**
   * The stride of an image projection.
   *
   * @return down, across
   */
  public int[] stride() {
    return stride.clone();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    SkipConnectionRuntime runtime = new SkipConnectionRuntime(conf, networkDataType);
    runtime.setListeners(listeners);
    runtime.setIndex(layerIndex);
    runtime.setParamsViewArray(layerParamsView);
    runtime.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    runtime.setConf(conf);
    return runtime;
  }

  @Override
  public ParamInitializer initializer() {
    return Parameters.INSTANCE;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputLayout found = InputLayout.of(inputType, getLayerName());
    if (!projection) {
      return inputType;
    }
    require(
        found.isConvolutional() || isUnitStride(),
        "a stride of 1 on input that is not an image",
        Arrays.toString(stride),
        "Use projection(nOut).");
    return switch (found) {
      case DENSE -> InputType.feedForward(nOut);
      case NCW, NWC -> {
        InputType.InputTypeRecurrent sequence = (InputType.InputTypeRecurrent) inputType;
        RNNFormat format = found == InputLayout.NWC ? RNNFormat.NWC : RNNFormat.NCW;
        yield InputType.recurrent(nOut, sequence.getTimeSeriesLength(), format);
      }
      case NCHW, NHWC -> {
        InputType.InputTypeConvolutional image = (InputType.InputTypeConvolutional) inputType;
        CNN2DFormat format = found == InputLayout.NHWC ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
        yield InputType.convolutional(
            strided(image.getHeight(), stride[0]),
            strided(image.getWidth(), stride[1]),
            nOut,
            format);
      }
    };
  }

  /** Positions 0, s, 2s, … below n: what a 1×1 convolution in mode Same or Truncate sees. */
  static long strided(long n, int stride) {
    return (n + stride - 1) / stride;
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    InputLayout found = InputLayout.of(inputType, getLayerName());
    if (layout == null || override) {
      layout = found;
    }
    if (nIn <= 0 || override) {
      nIn = InputLayout.features(inputType, getLayerName());
    }
    if (!projection) {
      nOut = nIn;
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
            getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
        .standardMemory(parameters, parameters)
        .workingMemory(0, 0, 0, inputType.arrayElementsPerExample())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SkipConnectionLayer that
        && super.equals(other)
        && layout == that.layout
        && initialWeight == that.initialWeight
        && perFeature == that.perFeature
        && hasBias == that.hasBias
        && projection == that.projection
        && Arrays.equals(stride, that.stride);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(),
        layout,
        initialWeight,
        perFeature,
        hasBias,
        projection,
        Arrays.hashCode(stride));
  }

  /** The weight, and the bias where there is one. */
  private static final class Parameters extends ParameterLayout {
    static final Parameters INSTANCE = new Parameters();

    @Override
    protected List<Parameter> parameters(org.deeplearning4j.nn.conf.layers.Layer layer) {
      SkipConnectionLayer skip = (SkipConnectionLayer) layer;
      long[] shape =
          skip.projection
              ? new long[] {skip.nIn, skip.nOut}
              : new long[] {1, skip.perFeature ? skip.nIn : 1};
      double initial = skip.projection ? 0 : skip.initialWeight;
      Parameter weight =
          new Parameter(
              SkipConnectionRuntime.WEIGHT_KEY, Kind.WEIGHT, shape, flat -> flat.assign(initial));
      return skip.hasBias
          ? List.of(
              weight,
              new Parameter(
                  SkipConnectionRuntime.BIAS_KEY, Kind.BIAS, shape, flat -> flat.assign(0)))
          : List.of(weight);
    }
  }

  /** Builds a skip connection. */
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    /** The L1 coefficient that holds the weights sparse. */
    public static final double DEFAULT_L1 = 1e-4;

    private InputLayout layout;
    private double initialWeight;
    private boolean perFeature;
    private boolean hasBias;
    private boolean projection;
    private int[] stride = {1, 1};

    /** A skip connection with one weight, 0 at first, under L1. */
    public Builder() {
      regularization.add(new L1Regularization(DEFAULT_L1));
    }

    /**
     * Starts at y = x instead of y = 0.
     *
     * @return this
     */
    public Builder identity() {
      return initialWeight(1);
    }

    /**
     * Sets the first value of the weights.
     *
     * @param weight default 0
     * @return this
     */
    public Builder initialWeight(double weight) {
      this.initialWeight = weight;
      return this;
    }

    /**
     * Gives every feature (channel) a weight of its own.
     *
     * @param oneEach default false
     * @return this
     */
    public Builder perFeature(boolean oneEach) {
      this.perFeature = oneEach;
      return this;
    }

    /**
     * Gives every weight a bias, added to what it scales. A projection has none.
     *
     * @param oneEach default false
     * @return this
     */
    public Builder hasBias(boolean oneEach) {
      this.hasBias = oneEach;
      return this;
    }

    /**
     * Projects to another number of features, from zero: for a block that changes it.
     *
     * @param features features (channels) of the block's output
     * @return this
     */
    public Builder projection(long features) {
      return projection(features, 1, 1);
    }

    /**
     * Projects images to another number of channels at every stride-th position, from zero.
     *
     * @param channels channels of the block's output
     * @param down vertical stride
     * @param across horizontal stride
     * @return this
     */
    public Builder projection(long channels, int down, int across) {
      this.projection = true;
      this.stride = new int[] {down, across};
      return nOut(channels);
    }

    /**
     * Sets the layout of the input, for networks without input types.
     *
     * @param inputLayout default: as the network's input types say, dense where there are none
     * @return this
     */
    public Builder layout(InputLayout inputLayout) {
      this.layout = inputLayout;
      return this;
    }

    /**
     * Builds the layer.
     *
     * @return the layer
     * @throws IllegalStateException if a setting is out of range, naming it
     */
    @Override
    @SuppressWarnings("unchecked")
    public SkipConnectionLayer build() {
      return new SkipConnectionLayer(this);
    }
  }
}
