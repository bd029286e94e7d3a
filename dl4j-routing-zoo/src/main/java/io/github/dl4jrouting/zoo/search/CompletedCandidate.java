package io.github.dl4jrouting.zoo.search;

import io.github.dl4jrouting.calibration.Outcome;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;

/** What Arbiter is told of a candidate that has been computed. */
public final class CompletedCandidate {

  private CompletedCandidate() {}

  /**
   * Arbiter's result, which ends now.
   *
   * @param candidate the candidate
   * @param outcome what came out; the result's model-specific part
   * @param score what the outcome is worth
   * @param startMillis when the computation began, by {@link System#currentTimeMillis}
   * @return a result without a saved model
   */
  public static OptimizationResult of(
      Candidate<?> candidate, Outcome outcome, double score, long startMillis) {
    CandidateInfo info =
        new CandidateInfo(
            candidate.getIndex(),
            CandidateStatus.Complete,
            score,
            startMillis,
            startMillis,
            System.currentTimeMillis(),
            candidate.getFlatParameters(),
            null);
    return new OptimizationResult(candidate, score, candidate.getIndex(), outcome, info, null);
  }
}
