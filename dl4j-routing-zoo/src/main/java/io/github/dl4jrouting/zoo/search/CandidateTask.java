package io.github.dl4jrouting.zoo.search;

import io.github.dl4jrouting.calibration.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * The computation of one candidate, and what counts as its failure.
 *
 * @param candidate the candidate
 * @param runner that asks
 * @param tasks makes what computes it
 */
record CandidateTask(Candidate<?> candidate, IOptimizationRunner runner, TaskCreator tasks) {

  /** The candidate's hyperparameters; empty for one that could not be made. */
  static List<Double> genes(Candidate<?> candidate) {
    double[] flat = candidate.getFlatParameters();
    return flat == null ? List.of() : Arrays.stream(flat).boxed().toList();
  }

  /**
   * Computes the candidate.
   *
   * @param listeners given to the task
   * @param saved gets what the task has saved
   * @throws DataSourceException if the data fail
   */
  CandidateRecord run(List<StatusListener> listeners, Consumer<ResultReference> saved) {
    if (candidate.getException() != null) {
      return failed(FailureText.of(candidate.getException()));
    }
    OptimizationConfiguration configuration = runner.getConfiguration();
    try {
      OptimizationResult result =
          tasks
              .create(
                  candidate,
                  configuration.getDataSource(),
                  configuration.getDataSourceProperties(),
                  configuration.getScoreFunction(),
                  List.copyOf(listeners),
                  runner)
              .call();
      Optional.ofNullable(result.getResultReference()).ifPresent(saved);
      return record(result);
    } catch (DataSourceException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "The search was interrupted at candidate " + candidate.getIndex(), e);
    } catch (Exception | OutOfMemoryError e) { // a candidate may be too large for the memory
      return failed(FailureText.of(e));
    }
  }

  private CandidateRecord failed(String error) {
    return CandidateRecord.failed(candidate.getIndex(), genes(candidate), error);
  }

  private CandidateRecord record(OptimizationResult result) {
    CandidateInfo info = result.getCandidateInfo();
    if (info != null && info.getCandidateStatus() == CandidateStatus.Failed) {
      String trace = String.valueOf(info.getExceptionStackTrace());
      return failed(trace.lines().findFirst().orElse("no message"));
    }
    Double score = result.getScore();
    if (score == null || !Double.isFinite(score)) {
      return failed("Expected a finite score, found " + score);
    }
    Optional<Outcome> outcome =
        Optional.ofNullable(result.getModelSpecificResults())
            .filter(Outcome.class::isInstance)
            .map(Outcome.class::cast);
    return CandidateRecord.completed(candidate.getIndex(), genes(candidate), score, outcome);
  }
}
