package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.examples.calibrate.CalibrateResult;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.transform.SkippableBlock;

/** What results say of samples and network, in the same words as the calibration's. */
final class ResultParts {
  private ResultParts() {}

  static CalibrateResult.Data data(PreparedModel prepared) {
    var training = prepared.split().training();
    return new CalibrateResult.Data(
        training.name(),
        prepared.recipe().isPresent() ? training.train().size() : 0,
        prepared.split().calibration().size(),
        training.test().size(),
        training.classes(),
        training.classNames());
  }

  static CalibrateResult.Model model(PreparedModel prepared) {
    var subject = prepared.subject();
    return new CalibrateResult.Model(
        prepared.source(),
        prepared.recipe().orElse(null),
        subject.network().numParams(),
        subject.transform().macs(),
        subject.transform().blocks().stream().map(SkippableBlock::name).toList());
  }
}
