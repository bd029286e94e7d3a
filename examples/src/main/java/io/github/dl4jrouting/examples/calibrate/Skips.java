package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.gate.Direction;

/** What a gate skips, in words. */
public final class Skips {

  private Skips() {}

  /**
   * Which side of its threshold a gate skips.
   *
   * @param point settings of all gates
   * @param gate position of the gate among them
   * @return always, never, below or above
   */
  public static String of(OperatingPoint point, int gate) {
    boolean low = point.directions().get(gate) == Direction.SKIP_LOW;
    double threshold = point.thresholds().get(gate);
    if (Double.isInfinite(threshold)) {
      return low == threshold > 0 ? "always" : "never";
    }
    return low ? "below" : "above";
  }
}
