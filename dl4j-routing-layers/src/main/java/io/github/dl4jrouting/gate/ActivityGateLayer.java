package io.github.dl4jrouting.gate;

import io.github.dl4jrouting.router.RoutingRuntime;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A router without a network: a sample goes through where its activity is above a threshold, else
 * it takes the bypass. "The block is computed only if A(x) &gt; τ" (activity-routing paper, section
 * 3).
 *
 * <pre>
 *   p[n] = (1, 0) if A(x[n]) &gt; τ, else (0, 1)
 * </pre>
 *
 * <p>Input: activations of any layout; A reads all features of the sample, one {@link
 * ActivityMeasure}; a mask leaves out the time steps or positions that it marks. Output: {@code [N,
 * 2]}. The decision is per sample, not per batch as in the paper's scripts, so that it does not
 * depend on what else is in the batch.
 *
 * @see GateLayer learnable thresholds
 */
public final class ActivityGateLayer extends GateLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private ActivityMeasure measure;
  @JsonProperty private Direction direction;

  /** For deserialization. */
  ActivityGateLayer() {}

  private ActivityGateLayer(Builder builder) {
    super(builder);
    this.measure = builder.measure;
    this.direction = builder.direction;
  }

  /**
   * What is compared with the threshold.
   *
   * @return the measure
   */
  public ActivityMeasure measure() {
    return measure;
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  protected RoutingRuntime<?> newRuntime(NeuralNetConfiguration conf, DataType dataType) {
    return new ActivityGateRuntime(conf, dataType);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActivityGateLayer that
        && super.equals(other)
        && measure == that.measure
        && direction == that.direction;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), measure, direction);
  }

  /** Builds an activity gate. */
  public static final class Builder extends GateLayer.Builder<Builder> {
    private ActivityMeasure measure = ActivityMeasure.MEAN_ABS;
    private Direction direction = Direction.SKIP_LOW;

    /** A gate on mean|x| with a fixed threshold of 0: only an all-zero sample is skipped. */
    public Builder() {
      super(0);
    }

    /**
     * Sets what is compared with the threshold.
     *
     * @param activityMeasure default {@link ActivityMeasure#MEAN_ABS}
     * @return this
     */
    public Builder measure(ActivityMeasure activityMeasure) {
      this.measure = Objects.requireNonNull(activityMeasure, "measure");
      return this;
    }

    /**
     * Sets which side of the threshold is skipped.
     *
     * @param side default {@link Direction#SKIP_LOW}
     * @return this
     */
    public Builder direction(Direction side) {
      this.direction = Objects.requireNonNull(side, "direction");
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
    public ActivityGateLayer build() {
      return new ActivityGateLayer(this);
    }
  }
}
