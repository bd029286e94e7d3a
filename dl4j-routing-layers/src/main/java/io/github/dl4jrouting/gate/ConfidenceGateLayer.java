package io.github.dl4jrouting.gate;

import io.github.dl4jrouting.naming.LayerLabel;
import io.github.dl4jrouting.router.RoutingRuntime;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A router on an early classifier's class probabilities: a sample whose class is sure exits, the
 * others go on (BranchyNet, Teerapittayanon, McDanel, Kung 2016, arXiv 1709.01686).
 *
 * <pre>
 *   p[n] = (0, 1) if max_c q[n, c] ≥ τ, else (1, 0)            {@link ConfidenceMeasure#MAX_PROBABILITY}
 *   p[n] = (0, 1) if −Σ_c q ln q ≤ τ, else (1, 0)              {@link ConfidenceMeasure#ENTROPY}, nats
 * </pre>
 *
 * <p>Input: softmax output q {@code [N, C]}; output: {@code [N, 2]}; path 0 (through) is the rest
 * of the network, path 1 (the bypass) the early classifier's own output.
 */
public final class ConfidenceGateLayer extends GateLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private ConfidenceMeasure measure;

  /** For deserialization. */
  ConfidenceGateLayer() {}

  private ConfidenceGateLayer(Builder builder) {
    super(builder);
    this.measure = builder.measure;
  }

  /**
   * What is compared with the threshold.
   *
   * @return the measure
   */
  public ConfidenceMeasure measure() {
    return measure;
  }

  @Override
  public Direction direction() {
    return measure.direction();
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    if (!(inputType instanceof InputType.InputTypeFeedForward)) {
      throw new IllegalStateException(
          LayerLabel.of(this)
              + ": expected class probabilities [N, C] (feed-forward input), found "
              + inputType
              + ". Place it after a softmax classifier.");
    }
    return super.getOutputType(layerIndex, inputType);
  }

  @Override
  protected RoutingRuntime<?> newRuntime(NeuralNetConfiguration conf, DataType dataType) {
    return new ConfidenceGateRuntime(conf, dataType);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfidenceGateLayer that
        && super.equals(other)
        && measure == that.measure;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), measure);
  }

  /** Builds a confidence gate. */
  public static final class Builder extends GateLayer.Builder<Builder> {
    private static final double DEFAULT_CONFIDENCE = 0.9;

    private ConfidenceMeasure measure = ConfidenceMeasure.MAX_PROBABILITY;

    /** A gate that exits where the class has a probability of at least 0.9. */
    public Builder() {
      super(DEFAULT_CONFIDENCE);
    }

    /**
     * Sets what is compared with the threshold; set the threshold with it, for units differ.
     *
     * @param confidenceMeasure default {@link ConfidenceMeasure#MAX_PROBABILITY}
     * @return this
     */
    public Builder measure(ConfidenceMeasure confidenceMeasure) {
      this.measure = Objects.requireNonNull(confidenceMeasure, "measure");
      return this;
    }

    /**
     * Builds the gate.
     *
     * @return the layer
     * @throws IllegalStateException if threshold or temperature are out of range
     */
    @Override
    @SuppressWarnings("unchecked")
    public ConfidenceGateLayer build() {
      return new ConfidenceGateLayer(this);
    }
  }
}
