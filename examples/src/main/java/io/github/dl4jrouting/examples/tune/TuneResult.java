package io.github.dl4jrouting.examples.tune;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult;
import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;

/**
 * What a search over thresholds found; {@code result.json} is this, component by component. All
 * ratios and shares are 0..1. Accuracies are measured on the test samples, which neither training
 * nor search saw, unless they are called search accuracies.
 *
 * @param command {@code tune}
 * @param commandLine what to type for it
 * @param search {@code thresholds}
 * @param data the samples
 * @param model the network
 * @param settings what was asked for
 * @param baselineAccuracy of the network as it came
 * @param best the best candidate by the objective, whose thresholds are in tuned.zip
 * @param limitMet whether the best candidate keeps to the objective's limit, on the samples that
 *     were searched on
 * @param pareto Arbiter's front, from the most compute to the least
 * @param calibratorPareto the calibrator's front, searched on the same samples
 * @param advantage how far Arbiter's front is above the calibrator's at equal compute
 * @param candidates how many were judged
 * @param failed how many of them failed
 * @param resumed how many of them an earlier run had judged
 * @param seconds what Arbiter's search took, in this run
 * @param timing how long the rest took
 * @param environment what it ran on
 */
public record TuneResult(
    String command,
    String commandLine,
    String search,
    CalibrateResult.Data data,
    CalibrateResult.Model model,
    Settings settings,
    double baselineAccuracy,
    Point best,
    boolean limitMet,
    List<Point> pareto,
    List<Point> calibratorPareto,
    Advantages advantage,
    int candidates,
    int failed,
    int resumed,
    double seconds,
    Timing timing,
    Environment environment) {
  /** Copies the lists. */
  public TuneResult {
    pareto = List.copyOf(pareto);
    calibratorPareto = List.copyOf(calibratorPareto);
  }

  /**
   * What was asked for.
   *
   * @param generator how candidates were proposed
   * @param objective what was looked for
   * @param score the objective in words, with its numbers
   * @param candidates how many were asked for
   * @param measures activity measures to choose from
   * @param seed start of all randomness
   * @param threads how many threads computed
   */
  public record Settings(
      String generator,
      String objective,
      String score,
      int candidates,
      List<String> measures,
      long seed,
      int threads) {}

  /**
   * Settings of all gates, and what they do.
   *
   * @param accuracy on the test samples
   * @param searchAccuracy on the samples that were searched on
   * @param computeRatio MACs, gates included, over those of the network as it came
   * @param searchComputeRatio the same, on the samples that were searched on
   * @param skipRatio share of (sample, block) pairs not computed
   * @param measure what the gates compare
   * @param thresholds one for each gate, in topological order
   */
  public record Point(
      double accuracy,
      double searchAccuracy,
      double computeRatio,
      double searchComputeRatio,
      double skipRatio,
      String measure,
      List<Threshold> thresholds) {
    /** Copies the list. */
    public Point {
      thresholds = List.copyOf(thresholds);
    }
  }

  /**
   * One gate.
   *
   * @param gate its name
   * @param skips {@code below} or {@code above} the threshold, {@code never} or {@code always}
   * @param threshold τ; absent where it never or always skips
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Threshold(String gate, String skips, Double threshold) {}

  /**
   * How far Arbiter's front is above the calibrator's: for each of its points, its accuracy less
   * the best of the calibrator's points that compute no more; the largest of these, in points.
   *
   * @param testPoints on the test samples
   * @param searchPoints on the samples that were searched on
   * @param testComputeRatio where it is largest on the test samples
   * @param searchComputeRatio where it is largest on those that were searched on
   */
  public record Advantages(
      double testPoints, double searchPoints, double testComputeRatio, double searchComputeRatio) {}

  /**
   * How long it took.
   *
   * @param startedAt ISO 8601, UTC
   * @param trainingSeconds 0 where nothing was trained
   * @param recordingSeconds running all paths over the samples that are searched on
   * @param calibratorSeconds the calibrator's search
   */
  public record Timing(
      String startedAt,
      double trainingSeconds,
      double recordingSeconds,
      double calibratorSeconds) {}
}
