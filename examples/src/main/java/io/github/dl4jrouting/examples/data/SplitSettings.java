package io.github.dl4jrouting.examples.data;

/**
 * How samples are parted into some to train on and some to test on.
 *
 * @param testShare share of each class to test on, between 0 and 1
 * @param seed decides which
 */
public record SplitSettings(double testShare, long seed) {

  /** One in five. */
  public static final double DEFAULT_TEST_SHARE = 0.2;

  /** Where none is named. */
  public static final long DEFAULT_SEED = 42;

  /** Rejects a share that leaves one side empty. */
  public SplitSettings {
    if (!(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException(
          "expected a share between 0 and 1, both excluded, found " + testShare);
    }
  }
}
