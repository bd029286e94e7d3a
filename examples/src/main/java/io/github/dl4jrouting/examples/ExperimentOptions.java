package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.experiment.ExperimentSettings;
import picocli.CommandLine.Option;

/** Flags that both experiments of the paper have. */
final class ExperimentOptions {

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "6",
      converter = PositiveInt.class,
      description = "Blocks of the networks (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--threshold",
      paramLabel = "TAU",
      defaultValue = "0.1",
      converter = NonNegative.class,
      description =
          "Activity mean|x| up to which the paper's gates skip a block (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      converter = PositiveInt.class,
      description = "Samples a call (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      converter = PositiveInt.class,
      description = "How often everything is run (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "100",
      converter = NonNegativeInt.class,
      description =
          "Calls of each network before a run that do not count (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--allowed-drop",
      paramLabel = "SHARE",
      defaultValue = "0.005",
      converter = Share.class,
      description =
          "Accuracy that the network with calibrated thresholds may lose (default:"
              + " ${DEFAULT-VALUE}, half a point).")
  private double allowedDrop;

  ExperimentOptions() {}

  int layers() {
    return layers;
  }

  double allowedDrop() {
    return allowedDrop;
  }

  ExperimentSettings settings(int samples, int dim, int blocks, long seed, int threads) {
    return new ExperimentSettings(
        samples, dim, blocks, threshold, allowedDrop, batchSize, runs, warmUp, seed, threads);
  }
}
