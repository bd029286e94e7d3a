package io.github.dl4jrouting.examples.data.csv;

import io.github.dl4jrouting.examples.data.SplitSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a table becomes samples.
 *
 * @param label column with the class
 * @param ignored columns to leave away
 * @param transforms file with DataVec's {@code TransformProcess}, JSON or YAML, which every row
 *     goes through first
 * @param delimiter what stands between two columns
 * @param header whether the first line names the columns; they are called 1, 2, 3 and so on if not
 * @param split what to test on
 */
public record CsvSettings(
    String label,
    List<String> ignored,
    Optional<Path> transforms,
    char delimiter,
    boolean header,
    SplitSettings split) {

  /** Keeps a copy. */
  public CsvSettings {
    ignored = List.copyOf(ignored);
  }
}
