package io.github.dl4jrouting.calibration;

import java.util.List;

/** What a calibration of exits chose, what it saw, and the classifiers that it fitted. */
public final class ExitCalibration {
  private final Calibration result;
  private final List<ExitClassifier> classifiers;

  ExitCalibration(Calibration result, List<ExitClassifier> classifiers) {
    this.result = result;
    this.classifiers = List.copyOf(classifiers);
  }

  /**
   * The choice and the front. Its gates are the exits that there may be; one whose threshold is
   * infinite is not built.
   *
   * @return thresholds, and what they do
   */
  public Calibration result() {
    return result;
  }

  List<ExitClassifier> classifiers() {
    return classifiers;
  }
}
