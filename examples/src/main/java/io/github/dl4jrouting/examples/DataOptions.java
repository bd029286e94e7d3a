package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.GaussianClusters;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.data.csv.CsvTable;
import io.github.dl4jrouting.examples.data.download.Publication;
import io.github.dl4jrouting.examples.data.image.ImageFolder;
import io.github.dl4jrouting.examples.data.progress.ConsoleLoading;
import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
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
      converter = ById.class,
      completionCandidates = Ids.class,
      description =
          "One of ${COMPLETION-CANDIDATES} (default: digits-embedded, unless --images or --csv is"
              + " named). What is not in the jar is downloaded once, or read from --data-dir.")
  private Optional<KnownDataset> known;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Directory of the data set's files under their usual names (train-images-idx3-ubyte, ...;"
              + " data_batch_1.bin, ... or cifar-10-binary.tar.gz), plain or with .gz; nothing is"
              + " downloaded then.")
  private Optional<Path> dataDir;

  @ArgGroup(validate = false, heading = "%nImages of your own:%n")
  private ImageOptions images = new ImageOptions();

  @ArgGroup(validate = false, heading = "%nA table of your own:%n")
  private CsvOptions csv = new CsvOptions();

  @ArgGroup(validate = false, heading = "%nDownloads:%n")
  private FetchOptions fetch = new FetchOptions();

  @ArgGroup(validate = false, heading = "%nSamples to test on:%n")
  private SplitOptions split = new SplitOptions();

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
      throw wrong(
          "--data-dir: expected the name of a directory, found \""
              + dataDir.get()
              + "\"; write --data-dir . for the current one");
    }
    check("--images", images.folder(), images.extra());
    check("--csv", csv.file(), csv.extra());
    if (csv.file().isPresent() && csv.label().isEmpty()) {
      throw wrong("expected --label with the column of the class of --csv, found none");
    }
    if (images.folder().isPresent() && csv.file().isPresent()) {
      throw wrong("expected --images or --csv, found both; leave one away");
    }
    if (known.isPresent() && own().isPresent()) {
      throw wrong("expected --dataset or " + own().get() + ", found both; leave one away");
    }
    if (dataDir.isPresent() && own().isPresent()) {
      throw wrong("expected no --data-dir with " + own().get() + ", found " + dataDir.get());
    }
    if (split.named() && own().isEmpty()) {
      throw wrong(
          "expected --test-share with --images or --csv only, found it with "
              + dataset()
              + ", which comes with test samples; use --test-samples for fewer of them");
    }
    if (dataDir.isPresent() && dataset().publication().isEmpty()) {
      throw wrong(
          "expected no --data-dir, for "
              + dataset()
              + " needs no files, found "
              + dataDir.get()
              + "; choose other data with --dataset");
    }
  }

  private void check(String option, Optional<Path> value, Optional<String> extra) {
    if (value.isEmpty() && extra.isPresent()) {
      throw wrong("expected " + option + " with " + extra.get() + ", found none");
    }
    if (value.isPresent() && value.get().toString().isBlank()) {
      throw wrong(option + ": expected a name, found \"" + value.get() + "\"");
    }
  }

  /** The option that names data of the user's own. */
  private Optional<String> own() {
    return images.folder().map(folder -> "--images").or(() -> csv.file().map(file -> "--csv"));
  }

  private KnownDataset dataset() {
    return known.orElse(KnownDataset.DIGITS_EMBEDDED);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Reads the data, after downloading it where that is needed. */
  Dataset load() throws IOException {
    LoadingProgress progress =
        new ConsoleLoading(command.commandLine().getOut(), System.console() != null);
    return all(progress)
        .limitedTo(trainSamples.orElse(Integer.MAX_VALUE), testSamples.orElse(Integer.MAX_VALUE));
  }

  private Dataset all(LoadingProgress progress) throws IOException {
    if (images.folder().isPresent()) {
      Path folder = images.folder().get();
      return new ImageFolder(folder, images.settings(split.settings()), progress)
          .load(nameOf(folder));
    }
    if (csv.file().isPresent()) {
      Path file = csv.file().get();
      return new CsvTable(file, csv.settings(split.settings()), progress)
          .load(nameOf(file).replaceFirst("(?i)\\.(csv|tsv|txt)$", ""));
    }
    if (dataset() == KnownDataset.SYNTHETIC) {
      return GaussianClusters.draw(split.settings().seed());
    }
    Optional<Publication> publication = dataset().publication();
    if (dataDir.isPresent() || publication.isEmpty()) {
      return dataset().load(dataDir);
    }
    Publication wanted = publication.get().at(fetch.mirrors());
    return dataset().load(Optional.of(fetch.cache(progress).fetched(wanted)));
  }

  /** What a path is called, fit to be part of a file's name. */
  private static String nameOf(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? "data" : name.toString().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
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
