package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;

/** The calibration samples, then the test samples: all that was not trained on. */
record UnseenSamples(CalibrationSplit split) implements Samples {

  @Override
  public int size() {
    return split.calibration().size() + split.training().test().size();
  }

  @Override
  public SampleShape shape() {
    return split.training().shape();
  }

  @Override
  public int label(int index) {
    int first = split.calibration().size();
    return index < first
        ? split.calibration().label(index)
        : split.training().test().label(index - first);
  }

  @Override
  public void read(int index, float[] target, int offset) {
    int first = split.calibration().size();
    if (index < first) {
      split.calibration().read(index, target, offset);
    } else {
      split.training().test().read(index - first, target, offset);
    }
  }
}
