package io.github.dl4jrouting.zoo.search.space;

import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.arbiter.layers.FeedForwardLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Routers over two paths: size of the hidden layer, mode and temperature of training, first open
 * probability, and the penalty. What is not set has the router's default.
 *
 * <pre>{@code
 * new RouterLayerSpace.Builder()
 *     .hidden(new DiscreteParameterSpace<>(0, 8, 32))
 *     .trainingMode(EnumSpace.of(TrainingMode.SOFT, TrainingMode.GUMBEL))
 *     .penalty(new PenaltySpace.Builder().cost(new ContinuousParameterSpace(0, 0.5)).build())
 *     .build();
 * }</pre>
 */
public final class RouterLayerSpace extends FeedForwardLayerSpace<RouterLayer> {
  @JsonProperty private ParameterSpace<Integer> hidden;
  @JsonProperty private ParameterSpace<TrainingMode> trainingMode;
  @JsonProperty private ParameterSpace<Double> temperature;
  @JsonProperty private ParameterSpace<Double> openProbability;
  @JsonProperty private ParameterSpace<SparsityPenaltyLoss> penalty;

  /** For deserialization. */
  private RouterLayerSpace() {}

  private RouterLayerSpace(Builder builder) {
    super(builder);
    this.hidden = builder.hidden;
    this.trainingMode = builder.trainingMode;
    this.temperature = builder.temperature;
    this.openProbability = builder.openProbability;
    this.penalty = builder.penalty;
    this.numParameters = LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  public RouterLayer getValue(double[] genes) {
    RouterLayer.Builder builder = new RouterLayer.Builder();
    setLayerOptionsBuilder(builder, genes);
    Optional.ofNullable(hidden)
        .map(space -> space.getValue(genes))
        .filter(units -> units > 0)
        .ifPresent(builder::hidden);
    Optional.ofNullable(trainingMode)
        .ifPresent(space -> builder.trainingMode(space.getValue(genes)));
    Optional.ofNullable(temperature)
        .ifPresent(space -> builder.temperature(space.getValue(genes).doubleValue()));
    Optional.ofNullable(openProbability)
        .ifPresent(space -> builder.openProbability(space.getValue(genes)));
    Optional.ofNullable(penalty).ifPresent(space -> builder.penalty(space.getValue(genes)));
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RouterLayerSpace that
        && super.equals(other)
        && Objects.equals(hidden, that.hidden)
        && Objects.equals(trainingMode, that.trainingMode)
        && Objects.equals(temperature, that.temperature)
        && Objects.equals(openProbability, that.openProbability)
        && Objects.equals(penalty, that.penalty);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), hidden, trainingMode, temperature, openProbability, penalty);
  }

  /** Builds a space of routers. */
  public static final class Builder extends FeedForwardLayerSpace.Builder<Builder> {
    private ParameterSpace<Integer> hidden;
    private ParameterSpace<TrainingMode> trainingMode;
    private ParameterSpace<Double> temperature;
    private ParameterSpace<Double> openProbability;
    private ParameterSpace<SparsityPenaltyLoss> penalty;

    /** A space with the defaults of {@link RouterLayer} alone. */
    public Builder() {}

    /**
     * Sets the size of the hidden layer.
     *
     * @param units 0 for a linear router
     * @return this
     */
    public Builder hidden(ParameterSpace<Integer> units) {
      this.hidden = units;
      return this;
    }

    /**
     * Sets how probabilities are made in training.
     *
     * @param mode the mode
     * @return this
     */
    public Builder trainingMode(ParameterSpace<TrainingMode> mode) {
      this.trainingMode = mode;
      return this;
    }

    /**
     * Sets the temperature of training.
     *
     * @param constant positive numbers
     * @return this
     */
    public Builder temperature(ParameterSpace<Double> constant) {
      this.temperature = constant;
      return this;
    }

    /**
     * Sets the probability of path 0 before training.
     *
     * @param probability between 0 and 1
     * @return this
     */
    public Builder openProbability(ParameterSpace<Double> probability) {
      this.openProbability = probability;
      return this;
    }

    /**
     * Sets the penalty.
     *
     * @param loss such as a {@link PenaltySpace}
     * @return this
     */
    public Builder penalty(ParameterSpace<SparsityPenaltyLoss> loss) {
      this.penalty = loss;
      return this;
    }

    /**
     * Sets the same penalty for all.
     *
     * @param loss the penalty
     * @return this
     */
    public Builder penalty(SparsityPenaltyLoss loss) {
      return penalty(new FixedValue<>(loss));
    }

    @Override
    @SuppressWarnings("unchecked") // Arbiter's signature
    public RouterLayerSpace build() {
      return new RouterLayerSpace(this);
    }
  }
}
