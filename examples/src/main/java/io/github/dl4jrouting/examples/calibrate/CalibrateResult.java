package io.github.dl4jrouting.examples.calibrate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;

/**
 * What a calibration found out; {@code result.json} is this, component by component. All ratios and
 * shares are 0..1. What has to do with accuracy is measured on the test samples, which neither
 * training nor calibration saw, unless it says otherwise.
 *
 * @param command {@code calibrate}
 * @param commandLine what to type for it
 * @param data the samples
 * @param model the network
 * @param settings what was asked for
 * @param baselineAccuracy of the network as it came
 * @param accuracy of the calibrated network
 * @param accuracyDrop the first less the second
 * @param skipRatio share of (sample, block) pairs not computed
 * @param computeRatio MACs, gates included, over those of the network as it came
 * @param speedup how much faster the calibrated network runs
 * @param thresholds one for each gate, in topological order
 * @param pareto the front, from the most compute to the least
 * @param criteria accuracies of other ways to choose what to skip, at equal compute; empty where
 *     they were not asked for
 * @param promises how often promises were kept on random splits; empty where none were asked for
 * @param environment what it ran on
 * @param timing how long it took
 */
public record CalibrateResult(
    String command,
    String commandLine,
    Data data,
    Model model,
    Settings settings,
    double baselineAccuracy,
    double accuracy,
    double accuracyDrop,
    double skipRatio,
    double computeRatio,
    Speedup speedup,
    List<Threshold> thresholds,
    List<Point> pareto,
    List<CriterionRow> criteria,
    List<Promise> promises,
    Environment environment,
    Timing timing) {

  /**
   * The samples.
   *
   * @param dataset name of the data set
   * @param trainSamples trained on, where this program trained
   * @param calibrationSamples calibrated on
   * @param testSamples measured on
   * @param classes number of classes
   * @param classNames what they are called, by index
   */
  public record Data(
      String dataset,
      int trainSamples,
      int calibrationSamples,
      int testSamples,
      int classes,
      List<String> classNames) {}

  /**
   * The network.
   *
   * @param source the file it was read from, {@code trained} or {@code cache}
   * @param recipe how this program trained it; absent for a user's file
   * @param parameters number of trained numbers
   * @param macsPerSample multiply-accumulates for one sample
   * @param blocks names of the blocks that can be skipped
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Model(
      String source, Recipe recipe, long parameters, long macsPerSample, List<String> blocks) {}

  /**
   * What was asked for.
   *
   * @param allowedDrop share of accuracy that may be lost
   * @param risk probability with which more may be lost
   * @param gates what decides whether a sample skips: confidence or activity
   * @param measures activity measures tried, where activity decides
   * @param compensation what was done to bypasses
   * @param seed start of all randomness
   * @param threads how many threads computed
   */
  public record Settings(
      double allowedDrop,
      double risk,
      String gates,
      List<String> measures,
      String compensation,
      long seed,
      int threads) {}

  /**
   * Wall clock of the original over that of the calibrated network, both on the inference engine,
   * in interleaved rounds.
   *
   * @param batch1 for single samples
   * @param batch64 for batches of 64
   * @param macs MACs of the original over those of the calibrated network
   * @param batch1OverMacs batch1 / macs
   * @param batch64OverMacs batch64 / macs
   * @param micros median times of a call
   */
  public record Speedup(
      double batch1,
      double batch64,
      double macs,
      double batch1OverMacs,
      double batch64OverMacs,
      Micros micros) {}

  /**
   * Median times of a call in µs.
   *
   * @param originalBatch1 original, a sample
   * @param calibratedBatch1 calibrated, a sample
   * @param originalBatch64 original, 64 samples
   * @param calibratedBatch64 calibrated, 64 samples
   */
  public record Micros(
      double originalBatch1,
      double calibratedBatch1,
      double originalBatch64,
      double calibratedBatch64) {}

  /**
   * One gate.
   *
   * @param gate its name
   * @param measure what it compares
   * @param skips {@code below} or {@code above} the threshold, {@code never} or {@code always}
   * @param threshold τ; absent where it never or always skips
   * @param skipRatio share of the samples that it sends around its block, or out
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Threshold(
      String gate, String measure, String skips, Double threshold, double skipRatio) {}

  /**
   * One point of the front.
   *
   * @param accuracy on the test samples
   * @param searchAccuracy where it was searched, on half of the calibration samples
   * @param macs multiply-accumulates for a sample
   * @param computeRatio macs over those of the network as it came
   * @param skipRatio share of (sample, block) pairs not computed
   * @param medianMicros median time of a call with one sample; absent where it was not timed
   * @param measure what its gates compare
   * @param thresholds τ for each gate, as text where infinite
   * @param skips for each gate, the side of τ that it skips
   * @param chosen whether it is the calibrated network
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Point(
      double accuracy,
      double searchAccuracy,
      double macs,
      double computeRatio,
      double skipRatio,
      Double medianMicros,
      String measure,
      List<Double> thresholds,
      List<String> skips,
      boolean chosen) {}

  /**
   * One way to choose what to skip, at one budget.
   *
   * @param criterion its name
   * @param budget compute ratio not to exceed where thresholds were chosen
   * @param accuracy on the test samples
   * @param computeRatio on the test samples
   * @param skipRatio on the test samples
   */
  public record CriterionRow(
      String criterion, double budget, double accuracy, double computeRatio, double skipRatio) {}

  /**
   * How often one promise was kept.
   *
   * @param allowedDrop what was promised
   * @param splits random splits into calibration and test samples
   * @param broken on how many the test samples lost more
   * @param brokenShare broken / splits
   * @param meanDrop accuracy lost on the test samples, mean over the splits
   * @param largestDrop the same, largest
   * @param meanSkipRatio share of (sample, block) pairs not computed
   * @param meanComputeRatio MACs over those of the network as it came
   */
  public record Promise(
      double allowedDrop,
      int splits,
      int broken,
      double brokenShare,
      double meanDrop,
      double largestDrop,
      double meanSkipRatio,
      double meanComputeRatio) {}

  /**
   * When it ran and for how long.
   *
   * @param startedAt ISO 8601, UTC
   * @param trainingSeconds 0 where nothing was trained
   * @param recordingSeconds running all paths over the calibration samples
   * @param searchSeconds searching and certifying thresholds
   */
  public record Timing(
      String startedAt, double trainingSeconds, double recordingSeconds, double searchSeconds) {}
}
