package io.github.dl4jrouting.examples.report;

/** What to do when a calibration leaves every block computed. */
public final class NothingSkipped {
  private NothingSkipped() {}

  /**
   * Says it in a sentence.
   *
   * @param samples how many were calibrated on
   * @return one line
   */
  public static String advice(int samples) {
    return "Nothing that skips can be promised to lose no more with "
        + samples
        + " calibration samples: raise --allowed-drop, or take more samples"
        + " (--calibration-samples).\n";
  }
}
