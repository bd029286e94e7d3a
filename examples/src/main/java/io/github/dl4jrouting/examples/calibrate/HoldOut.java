package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.ThresholdCalibrator;
import io.github.dl4jrouting.examples.data.Dataset;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * How many training samples are held out to calibrate on: as many as the user says, else one in
 * six, or more where a promise takes more and at least half remain to train on.
 *
 * @param trainSamples how many training samples there are
 * @param asked how many the user wants held out
 */
public record HoldOut(int trainSamples, Optional<Integer> asked) {

  /** Of the training samples, one in so many is held out unless something asks for more. */
  public static final int USUAL_SHARE = 6;

  /** Of the training samples, at most one in so many is held out unless the user says so. */
  public static final int LARGEST_SHARE = 2;

  private static final int DROPS = 1000;

  /**
   * What can be held out of a data set.
   *
   * @param data the data set
   * @param asked how many the user wants held out
   * @return nothing is decided yet
   */
  public static HoldOut of(Dataset data, Optional<Integer> asked) {
    return new HoldOut(data.train().size(), asked);
  }

  /**
   * How many where nothing is promised.
   *
   * @return at least 1
   */
  public int samples() {
    return asked.orElse(Math.max(1, trainSamples / USUAL_SHARE));
  }

  /**
   * How many for a promise; fewer than it takes where there are too few.
   *
   * @param drop share of accuracy that may be lost
   * @param risk probability with which more may be lost
   * @return at least 1
   */
  public int samples(double drop, double risk) {
    int needed = ThresholdCalibrator.fewestSamples(drop, risk);
    return asked.orElse(Math.max(samples(), Math.min(needed, trainSamples / LARGEST_SHARE)));
  }

  /**
   * Why a promise cannot be made.
   *
   * @param option where the drop was named
   * @param drop share of accuracy that may be lost
   * @param risk probability with which more may be lost
   * @return the option to change, what was expected and found, and what to do; empty where the
   *     promise can be made
   */
  public Optional<String> fault(String option, double drop, double risk) {
    int found = samples(drop, risk);
    int needed = ThresholdCalibrator.fewestSamples(drop, risk);
    if (found >= needed) {
      return Optional.empty();
    }
    Optional<String> smallest = smallestDrop(found, risk);
    if (asked.isPresent()) {
      return Optional.of(
          String.format(
              "--calibration-samples: expected at least %d to promise a drop of at most %s at a risk"
                  + " of %s, found %d; raise it%s",
              needed,
              drop,
              risk,
              found,
              smallest.map(least -> ", or use " + option + " " + least).orElse("")));
    }
    return Optional.of(
        smallest
            .map(
                least ->
                    String.format(
                        "%s: expected at least %s with %d training samples, half of which can be held"
                            + " out to promise it at a risk of %s, found %s, which takes %d; use"
                            + " %s %s, or more samples",
                        option,
                        least,
                        trainSamples,
                        risk,
                        drop,
                        LARGEST_SHARE * needed,
                        option,
                        least))
            .orElseGet(
                () ->
                    String.format(
                        "%s: expected at least %d training samples to promise %s at a risk of %s,"
                            + " found %d; use more samples",
                        option, LARGEST_SHARE * needed, drop, risk, trainSamples)));
  }

  /** In thousandths; none where even the largest takes more samples. */
  private static Optional<String> smallestDrop(int samples, double risk) {
    for (int drop = 1; drop < DROPS; drop++) {
      if (ThresholdCalibrator.fewestSamples((double) drop / DROPS, risk) <= samples) {
        return Optional.of(
            BigDecimal.valueOf(drop).movePointLeft(3).stripTrailingZeros().toPlainString());
      }
    }
    return Optional.empty();
  }
}
