package io.github.dl4jrouting.zoo.search.objective;

import io.github.dl4jrouting.calibration.Outcome;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The compute of what reaches an accuracy; to be minimized.
 *
 * <pre>
 *   computeRatio                      where accuracy ≥ least
 *   2 + (least − accuracy)              else: above any compute ratio
 * </pre>
 */
public final class ComputeAtAccuracy extends OutcomeScore {
  private static final long serialVersionUID = 1L;

  /** Above any compute ratio, also where routers cost several times what a tiny network does. */
  private static final double MISSED = 1000;

  @JsonProperty private final double least;

  /**
   * An objective.
   *
   * @param least the least accuracy allowed, between 0 and 1
   * @throws IllegalArgumentException if it is not
   */
  public ComputeAtAccuracy(@JsonProperty("least") double least) {
    if (!(least > 0 && least <= 1)) {
      throw new IllegalArgumentException(
          "Expected a least accuracy above 0 and up to 1, found " + least);
    }
    this.least = least;
  }

  @Override
  public double score(Outcome outcome) {
    return isMet(outcome) ? outcome.computeRatio() : MISSED + (least - outcome.accuracy());
  }

  @Override
  public boolean isMet(Outcome outcome) {
    return outcome.accuracy() >= least;
  }

  @Override
  public boolean minimize() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComputeAtAccuracy that && least == that.least;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(least);
  }

  @Override
  public String toString() {
    return "compute ratio at an accuracy of at least " + least;
  }
}
