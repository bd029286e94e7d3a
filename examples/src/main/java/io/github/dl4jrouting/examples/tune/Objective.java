package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.zoo.search.objective.AccuracyAtCompute;
import io.github.dl4jrouting.zoo.search.objective.ComputeAtAccuracy;
import io.github.dl4jrouting.zoo.search.objective.OutcomeScore;
import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import java.util.Locale;

/** What a search looks for. */
public enum Objective {
  /** The most accurate of what keeps to a compute budget. */
  ACCURACY_AT_COMPUTE {
    @Override
    OutcomeScore score(Limits limits, double baseline) {
      return new AccuracyAtCompute(limits.computeBudget());
    }
  },
  /** The cheapest of what loses no more accuracy than allowed. */
  COMPUTE_AT_ACCURACY {
    @Override
    OutcomeScore score(Limits limits, double baseline) {
      return new ComputeAtAccuracy(baseline - limits.allowedDrop());
    }
  },
  /** The best of accuracy less the price of what is computed. */
  WEIGHTED {
    @Override
    OutcomeScore score(Limits limits, double baseline) {
      return new WeightedSum(limits.price());
    }
  };

  /**
   * What the objectives are told.
   *
   * @param computeBudget largest compute ratio
   * @param allowedDrop share of accuracy that may be lost
   * @param price accuracy that all of the network's compute is worth
   */
  public record Limits(double computeBudget, double allowedDrop, double price) {}

  /**
   * The score function.
   *
   * @param limits what it is told
   * @param baseline accuracy that a drop starts from, on the samples that are searched on
   */
  abstract OutcomeScore score(Limits limits, double baseline);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
