package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.training.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A trained network that is ready to be calibrated, and the samples for it.
 *
 * @param subject the network
 * @param split samples to train, to calibrate and to test on
 * @param recipe how this program trained it; empty for a user's file
 * @param source the user's file, {@code cache}, or {@code trained}
 * @param trainingSeconds 0 where nothing was trained
 */
public record PreparedModel(
    Subject subject,
    CalibrationSplit split,
    Optional<Recipe> recipe,
    String source,
    double trainingSeconds) {

  /**
   * Reads a user's network.
   *
   * @param file a DL4J zip
   * @param split samples
   * @param out receives a word of warning
   * @return the network
   * @throws IOException if there is no such network
   * @throws IllegalArgumentException if it does not fit the samples or has nothing to skip
   */
  public static PreparedModel ofFile(Path file, CalibrationSplit split, PrintWriter out)
      throws IOException {
    ComputationGraph network = ModelFile.read(file);
    Subject subject = subject(network, split);
    out.println(
        "Calibrating "
            + file
            + ". The promise holds if it was not trained on the calibration samples, which are"
            + " taken from the training samples.");
    return new PreparedModel(subject, split, Optional.empty(), file.toString(), 0);
  }

  /**
   * Takes a network from the cache, or trains it and keeps it there.
   *
   * @param recipe how to train
   * @param split samples
   * @param cache where trained networks are kept
   * @param out receives what is done
   * @param progress hears how training goes
   * @return the network
   * @throws IOException if the cache cannot be read or written
   */
  public static PreparedModel ofRecipe(
      Recipe recipe,
      CalibrationSplit split,
      ModelCache cache,
      PrintWriter out,
      TrainingProgress progress)
      throws IOException {
    Path file = cache.file(recipe, split.training());
    Optional<ComputationGraph> kept = cache.find(file);
    if (kept.isPresent()) {
      out.println("Using " + file);
      return new PreparedModel(subject(kept.get(), split), split, Optional.of(recipe), "cache", 0);
    }
    cache.prepare();
    out.printf(
        Locale.ROOT,
        "Training a residual perceptron of %d blocks of %d on %,d samples (%s), once%n",
        recipe.blocks(),
        recipe.width(),
        split.training().train().size(),
        recipe.training());
    out.flush();
    Stopwatch stopwatch = new Stopwatch();
    ComputationGraph network = recipe.train(split.training(), progress);
    double seconds = stopwatch.seconds();
    cache.keep(file, network);
    out.println("Kept in " + file);
    return new PreparedModel(
        subject(network, split), split, Optional.of(recipe), "trained", seconds);
  }

  private static Subject subject(ComputationGraph network, CalibrationSplit split) {
    return Subject.of(network, split.training().shape(), split.training().classes());
  }
}
