package io.github.dl4jrouting.zoo.search.objective;

import io.github.dl4jrouting.calibration.Outcome;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The accuracy of what keeps to a compute budget; to be maximized.
 *
 * <pre>
 *   accuracy                    where computeRatio ≤ budget
 *   budget − computeRatio       else: below 0, and the worse the further away
 * </pre>
 */
public final class AccuracyAtCompute extends OutcomeScore {
  private static final long serialVersionUID = 1L;

  @JsonProperty private final double budget;

  /**
   * An objective.
   *
   * @param budget the largest compute ratio allowed, above 0
   * @throws IllegalArgumentException if it is not
   */
  public AccuracyAtCompute(@JsonProperty("budget") double budget) {
    if (!(budget > 0) || Double.isInfinite(budget)) {
      throw new IllegalArgumentException("Expected a compute budget above 0, found " + budget);
    }
    this.budget = budget;
  }

  @Override
  public double score(Outcome outcome) {
    return isMet(outcome) ? outcome.accuracy() : budget - outcome.computeRatio();
  }

  @Override
  public boolean isMet(Outcome outcome) {
    return outcome.computeRatio() <= budget;
  }

  @Override
  public boolean minimize() {
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccuracyAtCompute that && budget == that.budget;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(budget);
  }

  @Override
  public String toString() {
    return "accuracy at a compute ratio of at most " + budget;
  }
}
