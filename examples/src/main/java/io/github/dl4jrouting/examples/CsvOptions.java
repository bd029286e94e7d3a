package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.SplitSettings;
import io.github.dl4jrouting.examples.data.csv.CsvSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A table of the user's own. */
final class CsvOptions {

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "Use the rows of this CSV file. Columns of numbers are standardised by the training"
              + " rows, columns of words become one-hot.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "Column of --csv with the class, by its name; by its number, from 1, with --no-header.")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--ignore-columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns of --csv to leave away, for instance numbers that only count rows.")
  private List<String> ignored = List.of();

  @Option(
      names = "--csv-transforms",
      paramLabel = "FILE",
      description =
          "DataVec TransformProcess as JSON or YAML; every row goes through it before anything"
              + " else, and --label and --ignore-columns name columns that it leaves.")
  private Optional<Path> transforms = Optional.empty();

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      converter = OneCharacter.class,
      description = "What stands between two columns of --csv; tab for a tab (default: a comma).")
  private Optional<Character> delimiter = Optional.empty();

  @Option(names = "--no-header", description = "The first line of --csv is data, not names.")
  private boolean noHeader;

  CsvOptions() {}

  Optional<Path> file() {
    return file;
  }

  Optional<String> label() {
    return label;
  }

  /** An option that says nothing without {@code --csv}, if there is one. */
  Optional<String> extra() {
    return Stream.of(
            ImageOptions.named(label.isPresent(), "--label"),
            ImageOptions.named(!ignored.isEmpty(), "--ignore-columns"),
            ImageOptions.named(transforms.isPresent(), "--csv-transforms"),
            ImageOptions.named(delimiter.isPresent(), "--delimiter"),
            ImageOptions.named(noHeader, "--no-header"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  CsvSettings settings(SplitSettings split) {
    return new CsvSettings(
        label.orElseThrow(), ignored, transforms, delimiter.orElse(','), !noHeader, split);
  }

  /** Reads a character, or the word "tab". */
  static final class OneCharacter implements ITypeConverter<Character> {
    @Override
    public Character convert(String text) {
      if (text.equals("tab") || text.equals("\\t")) {
        return '\t';
      }
      if (text.length() != 1 || text.charAt(0) == '"') {
        throw new TypeConversionException(
            "expected one character but no quote, or tab, found '" + text + "'");
      }
      return text.charAt(0);
    }
  }
}
