package io.github.dl4jrouting.examples.data.csv;

import io.github.dl4jrouting.examples.data.DatasetException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.transform.TransformProcess;

/** Reads DataVec's description of what happens to a row. */
final class ProcessFile {

  private ProcessFile() {}

  static TransformProcess read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw fault(file, Files.exists(file) ? "a directory" : "no such file");
    }
    try {
      String text = Files.readString(file);
      TransformProcess process =
          file.toString().endsWith(".json")
              ? TransformProcess.fromJson(text)
              : TransformProcess.fromYaml(text);
      if (process == null || process.getInitialSchema() == null) {
        throw fault(file, "no initialSchema");
      }
      return process;
    } catch (MalformedInputException e) {
      throw fault(file, "no text");
    } catch (RuntimeException e) { // what DataVec makes of any fault
      String message = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
      throw fault(file, message.lines().findFirst().orElse("nothing"));
    }
  }

  /** Compares the columns that it expects with those of the table. */
  static void check(Path file, TransformProcess process, Path table, List<String> columns)
      throws DatasetException {
    List<String> expected = process.getInitialSchema().getColumnNames();
    if (expected.size() != columns.size()) {
      throw new DatasetException(
          file.toString(),
          "an initial schema of the "
              + columns.size()
              + " columns of "
              + table
              + ": "
              + String.join(", ", columns),
          expected.size() + ": " + String.join(", ", expected),
          "write it for this table");
    }
  }

  private static DatasetException fault(Path file, String found) {
    return new DatasetException(
        file.toString(),
        "a TransformProcess as its toJson() or toYaml() writes it",
        found,
        "write it with one of these, .json for the former");
  }
}
