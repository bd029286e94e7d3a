package io.github.dl4jrouting.examples.data.csv;

import io.github.dl4jrouting.examples.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datavec.api.transform.TransformProcess;
import org.datavec.api.transform.schema.Schema;

/**
 * What a table's columns are for: the class, numbers, words that become one-hot, or nothing. It
 * takes one pass over the rows to find out, and ends in a {@code TransformProcess} of DataVec's.
 */
final class CsvColumns {

  /** More different words than this in a column are names or prose, not kinds of something. */
  static final int MOST_WORDS = 100;

  /** More different values than this are quantities, not classes. */
  static final int MOST_CLASSES = 1000;

  private final Path file;
  private final CsvSettings settings;
  private final List<String> names;
  private final Map<String, ColumnProfile> profiles = new LinkedHashMap<>();

  CsvColumns(Path file, CsvSettings settings, CsvRows rows) throws IOException {
    this.file = file;
    this.settings = settings;
    this.names = rows.columns();
    checkNames();
    for (String name : names) {
      profiles.put(
          name, new ColumnProfile(name.equals(settings.label()) ? MOST_CLASSES : MOST_WORDS));
    }
    rows.forEach(
        (line, values) -> {
          for (int i = 0; i < names.size(); i++) {
            profiles.get(names.get(i)).add(line, values.get(i));
          }
        });
    for (String name : names) {
      if (!settings.ignored().contains(name)) {
        checkValues(name, profiles.get(name), rows);
      }
    }
  }

  private void checkNames() throws DatasetException {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new DatasetException(
            file.toString(),
            "a different name for each column",
            "'" + name + "' twice",
            "rename one");
      }
    }
    List<String> wanted = new ArrayList<>(settings.ignored());
    wanted.add(settings.label());
    for (String name : wanted) {
      if (!seen.contains(name)) {
        throw new DatasetException(
            file.toString(),
            "a column '" + name + "'",
            String.join(", ", names),
            settings.header()
                ? "name one of them, or say --no-header if the first line is data"
                : "name a column by its number");
      }
    }
    if (names.size() - wanted.size() < 1) {
      throw new DatasetException(
          file.toString(),
          "a column beside the label's and those of --ignore-columns",
          String.join(", ", names),
          "name what stands between columns with --delimiter");
    }
  }

  private void checkValues(String name, ColumnProfile profile, CsvRows rows)
      throws DatasetException {
    if (profile.firstMissing().isPresent()) {
      throw new DatasetException(
          rows.at(profile.firstMissing().getAsInt()),
          "a value in column '" + name + "'",
          "none (one of " + profile.missing() + " such lines)",
          "fill it in, leave the column away with --ignore-columns, or replace or filter with"
              + " --csv-transforms");
    }
    if (name.equals(settings.label()) && profile.tooManyValues()) {
      throw new DatasetException(
          file.toString(),
          "at most " + MOST_CLASSES + " classes in column '" + name + "'",
          "more",
          "name the column with the class by --label; quantities are no classes");
    }
    if (!profile.numeric() && profile.tooManyValues()) {
      throw new DatasetException(
          file.toString(),
          "numbers, or at most " + MOST_WORDS + " different words, in column '" + name + "'",
          "more words",
          "leave the column away with --ignore-columns " + name);
    }
  }

  List<String> classNames() {
    return profiles.get(settings.label()).values();
  }

  /** Turns a row into numbers, the label's among them being the class index. */
  TransformProcess process() {
    Schema.Builder schema = new Schema.Builder();
    List<String> words = new ArrayList<>();
    for (String name : names) {
      ColumnProfile profile = profiles.get(name);
      if (settings.ignored().contains(name)) {
        schema.addColumnString(name);
      } else if (name.equals(settings.label())) {
        schema.addColumnCategorical(name, profile.values());
      } else if (profile.numeric()) {
        schema.addColumnDouble(name);
      } else {
        schema.addColumnCategorical(name, profile.values());
        words.add(name);
      }
    }
    TransformProcess.Builder process = new TransformProcess.Builder(schema.build());
    if (!settings.ignored().isEmpty()) {
      process.removeColumns(settings.ignored());
    }
    return process
        .categoricalToInteger(settings.label())
        .categoricalToOneHot(words.toArray(String[]::new))
        .build();
  }
}
