package io.github.dl4jrouting.examples.tune;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult;
import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;
import java.util.Map;

/**
 * What a search over training configurations found; {@code result.json} is this, component by
 * component. All ratios and shares are 0..1. Accuracies are measured on the test samples, which
 * neither training nor search saw, unless they are called search accuracies.
 *
 * @param command {@code tune}
 * @param commandLine what to type for it
 * @param search {@code training}
 * @param data the samples; the calibration samples are those that were searched on
 * @param settings what was asked for
 * @param best the best candidate, whose network is in tuned.zip
 * @param limitMet whether it keeps to the objective's limit, on the samples that were searched on
 * @param trained all candidates, by number
 * @param candidates how many were trained
 * @param failed how many of them failed
 * @param resumed how many of them an earlier run had trained
 * @param seconds how long it took, in this run
 * @param environment what it ran on
 */
public record TrainingTuneResult(
    String command,
    String commandLine,
    String search,
    CalibrateResult.Data data,
    Settings settings,
    Best best,
    boolean limitMet,
    List<Candidate> trained,
    int candidates,
    int failed,
    int resumed,
    double seconds,
    Environment environment) {
  /** Copies the list. */
  public TrainingTuneResult {
    trained = List.copyOf(trained);
  }

  /**
   * What was asked for.
   *
   * @param generator how candidates were proposed
   * @param objective what was looked for
   * @param score the objective in words, with its numbers
   * @param candidates how many were asked for
   * @param width units of the stem and of every block
   * @param blocks number of blocks
   * @param epochs passes over the training samples
   * @param seed start of all randomness
   * @param threads how many threads computed
   */
  public record Settings(
      String generator,
      String objective,
      String score,
      int candidates,
      int width,
      int blocks,
      int epochs,
      long seed,
      int threads) {}

  /**
   * The best candidate.
   *
   * @param index its number
   * @param hyperparameters by name
   * @param accuracy on the test samples
   * @param searchAccuracy on the samples that were searched on
   * @param computeRatio MACs, routers included, over those of the same network without routing
   * @param searchComputeRatio the same, on the samples that were searched on
   * @param skipRatio share of (sample, block) pairs not computed
   */
  public record Best(
      int index,
      Map<String, String> hyperparameters,
      double accuracy,
      double searchAccuracy,
      double computeRatio,
      double searchComputeRatio,
      double skipRatio) {}

  /**
   * One candidate.
   *
   * @param index its number
   * @param hyperparameters by name
   * @param searchAccuracy on the samples that were searched on; absent where it failed
   * @param searchComputeRatio on the same; absent where it failed
   * @param searchSkipRatio on the same; absent where it failed
   * @param front whether no other candidate beats it in both accuracy and compute
   * @param error why it failed; absent where it did not
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Candidate(
      int index,
      Map<String, String> hyperparameters,
      Double searchAccuracy,
      Double searchComputeRatio,
      Double searchSkipRatio,
      boolean front,
      String error) {}
}
