package io.github.dl4jrouting.penalty;

import java.io.Serializable;
import java.util.Objects;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** One weighted term of a {@link SparsityPenaltyLoss}. Immutable. */
public final class PenaltyTerm implements Serializable {
  private static final long serialVersionUID = 1L;

  @JsonProperty private final Penalty penalty;
  @JsonProperty private final ISchedule weight;
  @JsonProperty private final double target;

  PenaltyTerm(
      @JsonProperty("penalty") Penalty penalty,
      @JsonProperty("weight") ISchedule weight,
      @JsonProperty("target") double target) {
    this.penalty = Objects.requireNonNull(penalty, "penalty");
    this.weight = Objects.requireNonNull(weight, "weight");
    this.target = target;
    if (weight instanceof FixedSchedule fixed) {
      checked(fixed.getValue(), 0, 0);
    }
    if (!(target >= 0) || Double.isInfinite(target)) {
      throw new IllegalArgumentException(
          penalty + ": expected a target that is a finite number of at least 0, found " + target);
    }
  }

  /**
   * What is penalised.
   *
   * @return the penalty
   */
  public Penalty penalty() {
    return penalty;
  }

  /**
   * The mean cost aimed at; only {@link Penalty#TARGET_RATE} reads it.
   *
   * @return target
   */
  public double target() {
    return target;
  }

  /**
   * Whether the weight is the same at every iteration and epoch.
   *
   * @return true for a fixed schedule
   */
  public boolean isConstant() {
    return weight instanceof FixedSchedule;
  }

  /**
   * The weight at a point of training.
   *
   * @param iteration parameter updates so far
   * @param epoch epochs so far
   * @return weight, at least 0
   * @throws IllegalStateException if the schedule gives a negative or non-finite weight
   */
  public double weight(int iteration, int epoch) {
    return checked(weight.valueAt(iteration, epoch), iteration, epoch);
  }

  private double checked(double value, int iteration, int epoch) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          penalty
              + ": expected a weight that is a finite number of at least 0, found "
              + value
              + " at iteration "
              + iteration
              + ", epoch "
              + epoch
              + ". Mend the weight or its schedule.");
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PenaltyTerm that
        && penalty == that.penalty
        && weight.equals(that.weight)
        && target == that.target;
  }

  @Override
  public int hashCode() {
    return Objects.hash(penalty, weight, target);
  }

  @Override
  public String toString() {
    return penalty
        + "(weight="
        + weight
        + (penalty == Penalty.TARGET_RATE ? ", target=" + target : "")
        + ")";
  }
}
