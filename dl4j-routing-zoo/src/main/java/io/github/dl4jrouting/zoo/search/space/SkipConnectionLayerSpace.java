package io.github.dl4jrouting.zoo.search.space;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.arbiter.layers.FeedForwardLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bypasses: first weight, one weight or one for each feature, and with {@code l1} of the superclass
 * how hard the weight is held at zero. What is not set has the bypass's default.
 */
public final class SkipConnectionLayerSpace extends FeedForwardLayerSpace<SkipConnectionLayer> {
  @JsonProperty private ParameterSpace<Double> initialWeight;
  @JsonProperty private ParameterSpace<Boolean> perFeature;

  /** For deserialization. */
  private SkipConnectionLayerSpace() {}

  private SkipConnectionLayerSpace(Builder builder) {
    super(builder);
    this.initialWeight = builder.initialWeight;
    this.perFeature = builder.perFeature;
    this.numParameters = LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  public SkipConnectionLayer getValue(double[] genes) {
    SkipConnectionLayer.Builder builder = new SkipConnectionLayer.Builder();
    setLayerOptionsBuilder(builder, genes);
    Optional.ofNullable(initialWeight)
        .ifPresent(space -> builder.initialWeight(space.getValue(genes)));
    Optional.ofNullable(perFeature).ifPresent(space -> builder.perFeature(space.getValue(genes)));
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SkipConnectionLayerSpace that
        && super.equals(other)
        && Objects.equals(initialWeight, that.initialWeight)
        && Objects.equals(perFeature, that.perFeature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), initialWeight, perFeature);
  }

  /** Builds a space of bypasses. */
  public static final class Builder extends FeedForwardLayerSpace.Builder<Builder> {
    private ParameterSpace<Double> initialWeight;
    private ParameterSpace<Boolean> perFeature;

    /** A space with the defaults of {@link SkipConnectionLayer} alone. */
    public Builder() {}

    /**
     * Sets the weight before training.
     *
     * @param weight 0 for none of the input, 1 for all of it
     * @return this
     */
    public Builder initialWeight(ParameterSpace<Double> weight) {
      this.initialWeight = weight;
      return this;
    }

    /**
     * Sets whether each feature has a weight of its own.
     *
     * @param oneEach true for as many weights as features
     * @return this
     */
    public Builder perFeature(ParameterSpace<Boolean> oneEach) {
      this.perFeature = oneEach;
      return this;
    }

    @Override
    @SuppressWarnings("unchecked") // Arbiter's signature
    public SkipConnectionLayerSpace build() {
      return new SkipConnectionLayerSpace(this);
    }
  }
}
