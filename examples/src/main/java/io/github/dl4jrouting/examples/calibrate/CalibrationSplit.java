package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.DatasetException;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.SelectedSamples;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A data set whose training samples are parted: most to train on, some to calibrate on. The test
 * samples stay out of both.
 *
 * @param training training samples less the calibration samples, and the test samples
 * @param calibration samples held out from training
 */
public record CalibrationSplit(Dataset training, Samples calibration) {

  /**
   * Holds out samples at random.
   *
   * @param data the data set
   * @param calibrationSamples how many to hold out
   * @param seed decides which
   * @return the split
   * @throws DatasetException if nothing remains to train on, or the held-out samples are of one
   *     class
   */
  public static CalibrationSplit of(Dataset data, int calibrationSamples, long seed)
      throws DatasetException {
    int all = data.train().size();
    if (calibrationSamples >= all) {
      throw new DatasetException(
          data.name(),
          "more training samples than the " + calibrationSamples + " to calibrate on",
          String.valueOf(all),
          "lower --calibration-samples, or raise --train-samples");
    }
    int[] order = SelectedSamples.shuffled(all, seed);
    Samples held = new SelectedSamples(data.train(), Arrays.copyOf(order, calibrationSamples));
    long classes = IntStream.range(0, held.size()).map(held::label).distinct().limit(2).count();
    if (classes < 2) {
      throw new DatasetException(
          data.name(),
          "at least two classes among the " + calibrationSamples + " calibration samples",
          "class " + held.label(0) + " only",
          "use data with more classes, or raise --calibration-samples");
    }
    Samples rest =
        new SelectedSamples(data.train(), Arrays.copyOfRange(order, calibrationSamples, all));
    return new CalibrationSplit(data.trainedOn(rest), held);
  }
}
