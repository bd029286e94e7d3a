package io.github.dl4jrouting.zoo.search;

import io.github.dl4jrouting.calibration.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * What became of one candidate.
 *
 * @param index its number, from 0
 * @param genes its hyperparameters as Arbiter's generators have them, each between 0 and 1
 * @param score what the score function gave; empty for a candidate that failed
 * @param outcome accuracy and compute, where they were measured
 * @param error why it failed; empty for one that did not
 */
public record CandidateRecord(
    int index,
    List<Double> genes,
    Optional<Double> score,
    Optional<Outcome> outcome,
    Optional<String> error) {
  /** Copies the list and checks that there is either a score or an error. */
  public CandidateRecord {
    genes = List.copyOf(genes);
    if (score.isPresent() == error.isPresent()) {
      throw new IllegalArgumentException(
          "Candidate "
              + index
              + ": expected a score or an error, found "
              + score
              + " and "
              + error);
    }
  }

  /**
   * A candidate with a score.
   *
   * @param index its number
   * @param genes its hyperparameters
   * @param score its score
   * @param outcome accuracy and compute, where they were measured
   * @return the record
   */
  public static CandidateRecord completed(
      int index, List<Double> genes, double score, Optional<Outcome> outcome) {
    return new CandidateRecord(index, genes, Optional.of(score), outcome, Optional.empty());
  }

  /**
   * A candidate that failed.
   *
   * @param index its number
   * @param genes its hyperparameters; empty where it has none
   * @param error why
   * @return the record
   */
  public static CandidateRecord failed(int index, List<Double> genes, String error) {
    return new CandidateRecord(
        index, genes, Optional.empty(), Optional.empty(), Optional.of(error));
  }

  /**
   * The hyperparameters, for {@code ParameterSpace.getValue}.
   *
   * @return a new array
   */
  public double[] geneArray() {
    return genes.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
