package io.github.dl4jrouting.examples.claims;

import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.List;
import java.util.Locale;

/**
 * What {@link Claims} measured. Ratios are between 0 and 1.
 *
 * @param command {@code claims}
 * @param commandLine what to type for it
 * @param seed start of all randomness
 * @param epochs passes over the training images
 * @param skipRatios one measurement a threshold
 * @param company what other samples in the batch change
 * @param accuracy before and after training
 * @param scale what multiplying by a softmax does to an activation
 * @param environment what it ran on
 */
public record ClaimsResult(
    String command,
    String commandLine,
    long seed,
    int epochs,
    List<SkipRatio> skipRatios,
    Company company,
    Accuracy accuracy,
    Scale scale,
    Environment environment) {

  /**
   * The pseudocode's "skip ratio".
   *
   * @param threshold τ
   * @param papersSkipRatio what the pseudocode returns under this name
   * @param computed share of blocks that it computed
   * @param skipped share of blocks that it did not compute
   * @param perSampleSkipRatio share of (sample, block) pairs not computed with a gate per sample
   */
  public record SkipRatio(
      double threshold,
      double papersSkipRatio,
      double computed,
      double skipped,
      double perSampleSkipRatio) {}

  /**
   * The influence of other samples.
   *
   * @param threshold τ, the median activity
   * @param batchSize samples a batch
   * @param changedBatchWide share of samples whose computed blocks change with the batch they are
   *     in, one activity a batch
   * @param changedPerSample the same with one activity a sample
   */
  public record Company(
      double threshold, int batchSize, double changedBatchWide, double changedPerSample) {}

  /**
   * Accuracy on the test images.
   *
   * @param threshold the paper's τ
   * @param untrained before training, gates at τ
   * @param trained after training, gates at τ
   * @param trainedOpen after training, all blocks computed
   */
  public record Accuracy(double threshold, double untrained, double trained, double trainedOpen) {}

  /**
   * An activation times a softmax over its own features.
   *
   * @param features d
   * @param outputToInput mean |p ⊙ x| / mean |x|
   * @param exactZeros share of probabilities that are exactly 0, so that something could be skipped
   */
  public record Scale(int features, double outputToInput, double exactZeros) {}

  @Override
  public String toString() {
    TextTable ratios =
        new TextTable(
            List.of(
                "threshold",
                "paper's \"skip ratio\"",
                "computed",
                "skipped",
                "skipped per sample"));
    for (SkipRatio r : skipRatios) {
      ratios.row(
          List.of(
              number("%.3f", r.threshold),
              percent(r.papersSkipRatio),
              percent(r.computed),
              percent(r.skipped),
              percent(r.perSampleSkipRatio)));
    }
    return "1. The pseudocode's \"skip ratio\" counts the blocks that are computed.\n\n"
        + ratios
        + "\n2. One activity for the whole batch makes a sample's route depend on its company.\n\n"
        + new TextTable(List.of("route changes with the batch", "samples"))
            .row(List.of("one activity a batch (paper)", percent(company.changedBatchWide)))
            .row(List.of("one activity a sample", percent(company.changedPerSample)))
        + "\n3. The accuracy printed was that of a network that was never trained.\n\n"
        + new TextTable(List.of("network", "accuracy"))
            .row(List.of("untrained, threshold 0.1", percent(accuracy.untrained)))
            .row(List.of("trained, threshold 0.1", percent(accuracy.trained)))
            .row(List.of("trained, all blocks", percent(accuracy.trainedOpen)))
        + "\n4. Multiplying an activation by a softmax of its own size shrinks it, and skips nothing.\n\n"
        + new TextTable(List.of("features", "output / input", "1 / features", "exact zeros"))
            .row(
                List.of(
                    String.valueOf(scale.features),
                    number("%.4f", scale.outputToInput),
                    number("%.4f", 1.0 / scale.features),
                    percent(scale.exactZeros)));
  }

  private static String percent(double ratio) {
    return number("%.1f %%", 100 * ratio);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
