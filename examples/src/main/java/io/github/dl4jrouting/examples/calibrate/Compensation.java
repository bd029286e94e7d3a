package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.BypassCompensation;
import io.github.dl4jrouting.calibration.ThresholdCalibrator;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.Locale;

/** What stands in for a block that is skipped. */
public enum Compensation {
  /** Its input. */
  NONE,
  /** Its input, scaled by one number. */
  SCALAR,
  /** Its input, each channel with a factor and an offset of its own. */
  AFFINE;

  /** A calibrator whose bypasses are fitted on a split, of which labels are not read. */
  ThresholdCalibrator calibrator(Subject subject, Samples calibration) {
    if (this == NONE) {
      return new ThresholdCalibrator(subject.transform());
    }
    RoutingTransform transform =
        this == SCALAR ? subject.transform().scaledBypass() : subject.transform().affineBypass();
    BypassCompensation fitted =
        BypassCompensation.fit(
            transform.withActivityGates(), subject.batches(calibration), transform.inputTypes());
    return new ThresholdCalibrator(transform).prepared(fitted::applyTo);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
