package io.github.dl4jrouting.zoo.search.space;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.arbiter.layers.FeedForwardLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Activity gates: threshold, measure and direction, and whether the threshold is learned. What is
 * not set has the gate's default. For the gates of a network that is trained already, {@link
 * io.github.dl4jrouting.zoo.search.threshold.ThresholdTuner} is a thousand times cheaper.
 */
public final class ActivityGateLayerSpace extends FeedForwardLayerSpace<ActivityGateLayer> {
  @JsonProperty private ParameterSpace<Double> threshold;
  @JsonProperty private ParameterSpace<ActivityMeasure> measure;
  @JsonProperty private ParameterSpace<Direction> direction;
  @JsonProperty private ParameterSpace<Boolean> learnable;
  @JsonProperty private ParameterSpace<Double> temperature;

  /** For deserialization. */
  private ActivityGateLayerSpace() {}

  private ActivityGateLayerSpace(Builder builder) {
    super(builder);
    this.threshold = builder.threshold;
    this.measure = builder.measure;
    this.direction = builder.direction;
    this.learnable = builder.learnable;
    this.temperature = builder.temperature;
    this.numParameters = LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  public ActivityGateLayer getValue(double[] genes) {
    ActivityGateLayer.Builder builder = new ActivityGateLayer.Builder();
    setLayerOptionsBuilder(builder, genes);
    Optional.ofNullable(threshold).ifPresent(space -> builder.threshold(space.getValue(genes)));
    Optional.ofNullable(measure).ifPresent(space -> builder.measure(space.getValue(genes)));
    Optional.ofNullable(direction).ifPresent(space -> builder.direction(space.getValue(genes)));
    Optional.ofNullable(learnable).ifPresent(space -> builder.learnable(space.getValue(genes)));
    Optional.ofNullable(temperature)
        .ifPresent(space -> builder.temperature(space.getValue(genes).doubleValue()));
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActivityGateLayerSpace that
        && super.equals(other)
        && Objects.equals(threshold, that.threshold)
        && Objects.equals(measure, that.measure)
        && Objects.equals(direction, that.direction)
        && Objects.equals(learnable, that.learnable)
        && Objects.equals(temperature, that.temperature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), threshold, measure, direction, learnable, temperature);
  }

  /** Builds a space of gates. */
  public static final class Builder extends FeedForwardLayerSpace.Builder<Builder> {
    private ParameterSpace<Double> threshold;
    private ParameterSpace<ActivityMeasure> measure;
    private ParameterSpace<Direction> direction;
    private ParameterSpace<Boolean> learnable;
    private ParameterSpace<Double> temperature;

    /** A space with the defaults of {@link ActivityGateLayer} alone. */
    public Builder() {}

    /**
     * Sets the threshold.
     *
     * @param tau in units of the measure
     * @return this
     */
    public Builder threshold(ParameterSpace<Double> tau) {
      this.threshold = tau;
      return this;
    }

    /**
     * Sets what is compared with the threshold.
     *
     * @param activityMeasure the measure
     * @return this
     */
    public Builder measure(ParameterSpace<ActivityMeasure> activityMeasure) {
      this.measure = activityMeasure;
      return this;
    }

    /**
     * Sets which side of the threshold is skipped.
     *
     * @param side the side
     * @return this
     */
    public Builder direction(ParameterSpace<Direction> side) {
      this.direction = side;
      return this;
    }

    /**
     * Sets whether the threshold is learned.
     *
     * @param train true for a learnable one
     * @return this
     */
    public Builder learnable(ParameterSpace<Boolean> train) {
      this.learnable = train;
      return this;
    }

    /**
     * Sets the temperature of the soft gate.
     *
     * @param constant positive numbers
     * @return this
     */
    public Builder temperature(ParameterSpace<Double> constant) {
      this.temperature = constant;
      return this;
    }

    @Override
    @SuppressWarnings("unchecked") // Arbiter's signature
    public ActivityGateLayerSpace build() {
      return new ActivityGateLayerSpace(this);
    }
  }
}
