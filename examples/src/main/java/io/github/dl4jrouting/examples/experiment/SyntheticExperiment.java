package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.calibrate.ModelCache;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.calibrate.Recipe;
import io.github.dl4jrouting.examples.calibrate.Training;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The paper's experiment on Gaussian samples, and the same on a network that learnt to classify
 * such samples.
 *
 * @param settings flags
 * @param trainSamples to train and to calibrate on
 * @param epochs passes over them; 0 for the paper's network alone
 * @param commandLine what was typed
 */
public record SyntheticExperiment(
    ExperimentSettings settings, int trainSamples, int epochs, String commandLine) {

  /** One training sample in so many is calibrated on. */
  private static final int CALIBRATION_SHARE = 4;

  /**
   * How many training samples the promise of an allowed drop takes.
   *
   * @return 1 where nothing is trained
   */
  public int fewestTrainSamples() {
    return epochs == 0
        ? 1
        : CALIBRATION_SHARE * TrainedTwins.fewestCalibrationSamples(settings.allowedDrop());
  }

  /**
   * Runs it.
   *
   * @param directory receives the files
   * @param cache where the trained network is kept
   * @param out receives a line a step
   * @param progress hears how training goes
   * @return what was found
   * @throws IOException if a file cannot be read or written
   */
  public ExperimentResult run(
      Path directory, ModelCache cache, PrintWriter out, TrainingProgress progress)
      throws IOException {
    Dataset data =
        GaussianSamples.dataset(trainSamples, settings.samples(), settings.dim(), settings.seed());
    Optional<PreparedModel> prepared = Optional.empty();
    if (epochs > 0) {
      Recipe recipe =
          Recipe.of(
              Training.STOCHASTIC_DEPTH,
              settings.dim(),
              settings.layers(),
              epochs,
              settings.seed());
      CalibrationSplit split =
          CalibrationSplit.of(data, trainSamples / CALIBRATION_SHARE, settings.seed());
      prepared = Optional.of(PreparedModel.ofRecipe(recipe, split, cache, out, progress));
    }
    return new PaperExperiment(
            PaperExperiment.Kind.SYNTHETIC, data, prepared, settings, commandLine)
        .run(directory, out);
  }
}
