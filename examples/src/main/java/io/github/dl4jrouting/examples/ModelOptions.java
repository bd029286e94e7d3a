package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.calibrate.Recipe;
import io.github.dl4jrouting.examples.calibrate.Training;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.training.ConsoleProgress;
import io.github.dl4jrouting.examples.tune.TrainingTune;
import io.github.dl4jrouting.examples.tune.TuneSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which trained network a command works on, and which samples it holds out for that. */
final class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Trained network, a DL4J zip of a ComputationGraph or MultiLayerNetwork (default: a"
              + " residual perceptron that is trained once and kept in --cache-dir).")
  private Optional<Path> model;

  @Option(
      names = "--training",
      paramLabel = "KIND",
      defaultValue = "stochastic-depth",
      converter = ByName.class,
      completionCandidates = Names.class,
      description =
          "How to train where there is no --model: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private Training training;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "" + Recipe.WIDTH,
      converter = PositiveInt.class,
      description = "Units of a block of that network (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "" + Recipe.EPOCHS,
      converter = PositiveInt.class,
      description = "Passes over its training samples (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Mixin private CacheOptions cache;

  @Option(
      names = "--calibration-samples",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Training samples to hold out and to calibrate on (default: one in "
              + CalibrationSplit.DEFAULT_SHARE
              + ").")
  private Optional<Integer> calibrationSamples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Start of all randomness; the same seed with the same number of threads gives the same"
              + " result, but for times (default: 1).")
  private long seed;

  ModelOptions() {}

  long seed() {
    return seed;
  }

  /** How many samples to hold out of a data set. */
  int calibrationSamples(Dataset data) {
    return calibrationSamples.orElse(
        Math.max(1, data.train().size() / CalibrationSplit.DEFAULT_SHARE));
  }

  /** Refuses a model that is not there before anything is read. */
  void check() throws IOException {
    if (model.isPresent() && !Files.exists(model.get())) {
      throw new NoSuchFileException(model.get().toString());
    }
  }

  /** Reads or trains the network. */
  PreparedModel prepare(Dataset data, PrintWriter out) throws IOException {
    return prepare(data, Recipe.BLOCKS, out);
  }

  /** Reads the network, or trains one of so many blocks. */
  PreparedModel prepare(Dataset data, int blocks, PrintWriter out) throws IOException {
    CalibrationSplit split = CalibrationSplit.of(data, calibrationSamples(data), seed);
    if (model.isPresent()) {
      return PreparedModel.ofFile(model.get(), split, out);
    }
    try (ConsoleProgress progress = new ConsoleProgress(out, System.console() != null)) {
      return PreparedModel.ofRecipe(
          Recipe.of(training, width, blocks, epochs, seed), split, cache.cache(), out, progress);
    }
  }

  /** A search over training configurations in place of a trained network. */
  TrainingTune training(Dataset data, TuneSettings settings) throws IOException {
    if (model.isPresent()) {
      throw new IllegalArgumentException(
          "--search training trains its own networks: expected no --model, found " + model.get());
    }
    CalibrationSplit split = CalibrationSplit.of(data, calibrationSamples(data), seed);
    return new TrainingTune(split, settings, width, Recipe.BLOCKS, epochs);
  }

  /** Reads the name of a kind of training. */
  static final class ByName extends NameConverter<Training> {
    ByName() {
      super(Training.values());
    }
  }

  /** The names of the kinds of training. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Training.values()).map(Training::toString).iterator();
    }
  }
}
