package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.calibrate.HoldOut;
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
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which trained network a command works on, and which samples it holds out for that. */
final class ModelOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

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
      converter = PositiveInt.class,
      description =
          "Passes over its training samples (default: "
              + Recipe.EPOCHS
              + ", more where samples are few).")
  private Optional<Integer> epochs;

  @Mixin private CacheOptions cache;

  @Option(
      names = "--calibration-samples",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Training samples to hold out and to calibrate on (default: one in "
              + HoldOut.USUAL_SHARE
              + ", or as many as a promise takes, up to one in "
              + HoldOut.LARGEST_SHARE
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

  /**
   * How many samples to hold out of a data set for a promise.
   *
   * @param option where the drop was named
   * @throws ParameterException if there are too few
   */
  int calibrationSamples(Dataset data, String option, double drop, double risk) {
    HoldOut holdOut = HoldOut.of(data, calibrationSamples);
    Optional<String> fault = holdOut.fault(option, drop, risk);
    if (fault.isPresent()) {
      throw new ParameterException(command.commandLine(), fault.get());
    }
    return holdOut.samples(drop, risk);
  }

  /** Refuses a model that is not there before anything is read. */
  void check() throws IOException {
    if (model.isPresent() && !Files.exists(model.get())) {
      throw new NoSuchFileException(model.get().toString());
    }
  }

  /** Reads or trains the network, where nothing is promised. */
  PreparedModel prepare(Dataset data, PrintWriter out) throws IOException {
    return prepare(data, HoldOut.of(data, calibrationSamples).samples(), Recipe.BLOCKS, out);
  }

  /** Reads the network, or trains one of so many blocks, and holds out so many samples. */
  PreparedModel prepare(Dataset data, int held, int blocks, PrintWriter out) throws IOException {
    CalibrationSplit split = CalibrationSplit.of(data, held, seed);
    if (calibrationSamples.isEmpty() && held > data.train().size() / HoldOut.USUAL_SHARE) {
      out.printf(
          Locale.ROOT,
          "Holding out %,d of %,d training samples: fewer cannot promise the accuracy"
              + " (--calibration-samples, --allowed-drop)%n",
          held,
          data.train().size());
      out.flush();
    }
    if (model.isPresent()) {
      return PreparedModel.ofFile(model.get(), split, out);
    }
    try (ConsoleProgress progress = new ConsoleProgress(out, System.console() != null)) {
      return PreparedModel.ofRecipe(
          Recipe.of(training, width, blocks, epochs(split), seed),
          split,
          cache.cache(),
          out,
          progress);
    }
  }

  private int epochs(CalibrationSplit split) {
    return epochs.orElseGet(() -> Recipe.usualEpochs(split.training()));
  }

  /** A search over training configurations in place of a trained network. */
  TrainingTune training(Dataset data, TuneSettings settings) throws IOException {
    if (model.isPresent()) {
      throw new IllegalArgumentException(
          "--search training trains its own networks: expected no --model, found " + model.get());
    }
    CalibrationSplit split =
        CalibrationSplit.of(data, HoldOut.of(data, calibrationSamples).samples(), seed);
    return new TrainingTune(split, settings, width, Recipe.BLOCKS, epochs(split));
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
