package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.SplitSettings;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which samples are held out for testing. */
final class SplitOptions {

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      converter = InnerShare.class,
      description =
          "Share of each class of --images or --csv to test on (default: "
              + SplitSettings.DEFAULT_TEST_SHARE
              + ").")
  private Optional<Double> testShare = Optional.empty();

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      defaultValue = "" + SplitSettings.DEFAULT_SEED,
      description =
          "Decides which samples of --images or --csv are tested on, and what --dataset synthetic"
              + " draws; apart from --seed, so that a network is never tested on what it was"
              + " trained on (default: ${DEFAULT-VALUE}).")
  private long seed = SplitSettings.DEFAULT_SEED;

  SplitOptions() {}

  boolean named() {
    return testShare.isPresent();
  }

  SplitSettings settings() {
    return new SplitSettings(testShare.orElse(SplitSettings.DEFAULT_TEST_SHARE), seed);
  }

  /** Reads a share that leaves something on both sides. */
  static final class InnerShare implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        double share = Double.parseDouble(text);
        if (share > 0 && share < 1) {
          return share;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException(
          "expected a number between 0 and 1, both excluded, found '" + text + "'");
    }
  }
}
