package io.github.dl4jrouting.zoo.search.objective;

import io.github.dl4jrouting.calibration.Outcome;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** {@code accuracy − price · computeRatio}; to be maximized. */
public final class WeightedSum extends OutcomeScore {
  private static final long serialVersionUID = 1L;

  @JsonProperty private final double price;

  /**
   * An objective.
   *
   * @param price the accuracy that all of the network's compute is worth, at least 0: 0.05 gives up
   *     to 5 points for it
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public WeightedSum(@JsonProperty("price") double price) {
    if (!(price >= 0) || Double.isInfinite(price)) {
      throw new IllegalArgumentException("Expected a price of at least 0, found " + price);
    }
    this.price = price;
  }

  @Override
  public double score(Outcome outcome) {
    return outcome.accuracy() - price * outcome.computeRatio();
  }

  @Override
  public boolean minimize() {
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WeightedSum that && price == that.price;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(price);
  }

  @Override
  public String toString() {
    return "accuracy - " + price + " x compute ratio";
  }
}
