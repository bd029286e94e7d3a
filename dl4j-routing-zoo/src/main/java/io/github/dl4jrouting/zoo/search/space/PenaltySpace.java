package io.github.dl4jrouting.zoo.search.space;

import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A router's penalty: the cost of what it computes, or a target rate, or both, each with a weight.
 *
 * <pre>{@code
 * new PenaltySpace.Builder().cost(new ContinuousParameterSpace(0, 0.5)).build();
 * }</pre>
 */
@SuppressWarnings("rawtypes") // Arbiter's signatures
public final class PenaltySpace extends AbstractParameterSpace<SparsityPenaltyLoss> {
  @JsonProperty private final ParameterSpace<Double> cost;
  @JsonProperty private final ParameterSpace<Double> target;
  @JsonProperty private final ParameterSpace<Double> targetWeight;

  PenaltySpace(
      @JsonProperty("cost") ParameterSpace<Double> cost,
      @JsonProperty("target") ParameterSpace<Double> target,
      @JsonProperty("targetWeight") ParameterSpace<Double> targetWeight) {
    this.cost = cost;
    this.target = target;
    this.targetWeight = targetWeight;
  }

  @Override
  public SparsityPenaltyLoss getValue(double[] genes) {
    SparsityPenaltyLoss.Builder builder = new SparsityPenaltyLoss.Builder();
    Optional.ofNullable(cost)
        .ifPresent(weight -> builder.add(Penalty.EXPECTED_COST, weight.getValue(genes)));
    Optional.ofNullable(target)
        .ifPresent(rate -> builder.targetRate(rate.getValue(genes), targetWeight.getValue(genes)));
    return builder.build();
  }

  @Override
  public int numParameters() {
    return collectLeaves().stream().mapToInt(ParameterSpace::numParameters).sum();
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>();
    getNestedSpaces().values().forEach(space -> leaves.addAll(space.collectLeaves()));
    return leaves;
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("Expected the indices to be set on the leaves");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PenaltySpace that
        && Objects.equals(cost, that.cost)
        && Objects.equals(target, that.target)
        && Objects.equals(targetWeight, that.targetWeight);
  }

  @Override
  public int hashCode() {
    return Objects.hash(cost, target, targetWeight);
  }

  @Override
  public String toString() {
    return "PenaltySpace" + getNestedSpaces();
  }

  /** Builds a penalty space. */
  public static final class Builder {
    private ParameterSpace<Double> cost;
    private ParameterSpace<Double> target;
    private ParameterSpace<Double> targetWeight = new FixedValue<>(1.0);

    /** A space without penalties, which needs at least one. */
    public Builder() {}

    /**
     * Adds {@link Penalty#EXPECTED_COST}.
     *
     * @param weight its weight
     * @return this
     */
    public Builder cost(ParameterSpace<Double> weight) {
      this.cost = Objects.requireNonNull(weight, "weight");
      return this;
    }

    /**
     * Adds {@link Penalty#TARGET_RATE}.
     *
     * @param rate share of the samples that shall go through
     * @param weight its weight
     * @return this
     */
    public Builder targetRate(ParameterSpace<Double> rate, ParameterSpace<Double> weight) {
      this.target = Objects.requireNonNull(rate, "rate");
      this.targetWeight = Objects.requireNonNull(weight, "weight");
      return this;
    }

    /**
     * Builds the space.
     *
     * @return the space
     * @throws IllegalStateException if it has no penalty
     */
    public PenaltySpace build() {
      if (cost == null && target == null) {
        throw new IllegalStateException(
            "Expected a penalty, found none. Set cost(...) or targetRate(...).");
      }
      return new PenaltySpace(cost, target, targetWeight);
    }
  }
}
