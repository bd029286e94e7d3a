package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** Which data a command works on. */
final class DataOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      defaultValue = "digits-embedded",
      converter = ById.class,
      completionCandidates = Ids.class,
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private KnownDataset dataset;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Directory of the data set's files under their usual names (train-images-idx3-ubyte, ...),"
              + " plain or with .gz; digits-embedded is in the jar and takes none.")
  private Optional<Path> dataDir;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Use the first N training samples only (default: all).")
  private Optional<Integer> trainSamples;

  @Option(
      names = "--test-samples",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "Use the first N test samples only (default: all).")
  private Optional<Integer> testSamples;

  DataOptions() {}

  /** Refuses options that contradict each other, and a directory without a name. */
  void check() {
    if (dataDir.isPresent() && dataDir.get().toString().isBlank()) {
      throw new ParameterException(
          command.commandLine(),
          "--data-dir: expected the name of a directory, found \""
              + dataDir.get()
              + "\"; write --data-dir . for the current one");
    }
    if (dataset.needsDirectory() && dataDir.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "expected --data-dir with the files of --dataset " + dataset + ", found none");
    }
    if (!dataset.needsDirectory() && dataDir.isPresent()) {
      throw new ParameterException(
          command.commandLine(),
          "expected no --data-dir, for "
              + dataset
              + " is in the jar, found "
              + dataDir.get()
              + "; choose other data with --dataset");
    }
  }

  /** Reads the data. */
  Dataset load() throws IOException {
    return dataset
        .load(dataDir)
        .limitedTo(trainSamples.orElse(Integer.MAX_VALUE), testSamples.orElse(Integer.MAX_VALUE));
  }

  /** Reads a data set's name. */
  static final class ById implements ITypeConverter<KnownDataset> {
    @Override
    public KnownDataset convert(String id) {
      try {
        return KnownDataset.byId(id);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** All data sets' names. */
  static final class Ids implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(KnownDataset.values()).map(KnownDataset::id).iterator();
    }
  }
}
