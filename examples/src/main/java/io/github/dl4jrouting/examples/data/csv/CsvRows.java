package io.github.dl4jrouting.examples.data.csv;

import io.github.dl4jrouting.examples.data.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.split.FileSplit;
import org.datavec.api.transform.TransformProcess;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;

/** The rows of a file by DataVec's reader, each with its line, after the user's own transforms. */
final class CsvRows {

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int GZIP_MAGIC = 0x1f8b;

  private final Path file;
  private final CsvSettings settings;
  private final Optional<TransformProcess> transforms;
  private final int columnsInFile;
  private final List<String> columns;

  /** Takes a row. */
  @FunctionalInterface
  interface RowConsumer {
    /**
     * Takes a row.
     *
     * @param line number of its line in the file, from 1
     * @param values one a column, without spaces around
     * @throws DatasetException if the row will not do
     */
    void accept(int line, List<String> values) throws DatasetException;
  }

  /**
   * Reads the names of the columns.
   *
   * @throws DatasetException if the file is missing, unreadable, empty or no text
   */
  CsvRows(Path file, CsvSettings settings) throws IOException {
    this.file = file;
    this.settings = settings;
    check(file);
    List<String> first = first();
    this.columnsInFile = first.size();
    List<String> named = settings.header() ? first : numbers(first.size());
    this.transforms =
        settings.transforms().isPresent()
            ? Optional.of(ProcessFile.read(settings.transforms().get()))
            : Optional.empty();
    if (transforms.isPresent()) {
      ProcessFile.check(settings.transforms().get(), transforms.get(), file, named);
    }
    this.columns = transforms.map(t -> t.getFinalSchema().getColumnNames()).orElse(named);
  }

  private static void check(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw fault(file, "no such file", "check the path");
    }
    if (Files.isDirectory(file)) {
      throw fault(file, "a directory", "name a file; for a directory of images use --images");
    }
    if (!Files.isReadable(file)) {
      throw fault(file, "one that may not be read", "give yourself permission to read it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4096);
      if (start.length == 0) {
        throw fault(file, "an empty file", "check what wrote it");
      }
      if (start.length > 1 && ((start[0] & 0xff) << 8 | start[1] & 0xff) == GZIP_MAGIC) {
        throw fault(file, "a gzipped one", "unpack it");
      }
      for (byte value : start) {
        if (value == 0) {
          throw fault(file, "no text", "save it as CSV in UTF-8");
        }
      }
    }
  }

  private static DatasetException fault(Path file, String found, String advice) {
    return new DatasetException(file.toString(), "a readable CSV file", found, advice);
  }

  private static List<String> numbers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList();
  }

  /** Columns without a name get their number; what is left of a spreadsheet's index has none. */
  private List<String> first() throws IOException {
    try (CSVRecordReader reader = reader()) {
      List<String> values = next(reader, 1);
      List<String> names = new ArrayList<>();
      for (String value : values) {
        names.add(value.isEmpty() ? String.valueOf(names.size() + 1) : value);
      }
      return names;
    }
  }

  List<String> columns() {
    return columns;
  }

  /** Goes through all rows but the header; empty lines do not count. */
  void forEach(RowConsumer consumer) throws IOException {
    try (CSVRecordReader reader = reader()) {
      for (int line = 1; reader.hasNext(); line++) {
        List<String> values = next(reader, line);
        boolean blank = values.size() == 1 && values.get(0).isEmpty() && columnsInFile > 1;
        if (blank || line == 1 && settings.header()) {
          continue;
        }
        if (values.size() != columnsInFile) {
          throw new DatasetException(
              at(line),
              columnsInFile + " columns as in line 1",
              String.valueOf(values.size()),
              "mend the line, or name what stands between columns with --delimiter");
        }
        Optional<List<String>> transformed = transformed(line, values);
        if (transformed.isPresent()) {
          consumer.accept(line, transformed.get());
        }
      }
    }
  }

  private Optional<List<String>> transformed(int line, List<String> values)
      throws DatasetException {
    if (transforms.isEmpty()) {
      return Optional.of(values);
    }
    try {
      List<Writable> result =
          transforms.get().execute(values.stream().map(v -> (Writable) new Text(v)).toList());
      return Optional.ofNullable(result).map(r -> r.stream().map(Writable::toString).toList());
    } catch (RuntimeException e) {
      throw new DatasetException(
          at(line),
          "a row that " + settings.transforms().orElseThrow() + " can work on",
          "one that fails (" + e.getMessage() + ")",
          "change either");
    }
  }

  String at(int line) {
    return file + ", line " + line;
  }

  private CSVRecordReader reader() throws IOException {
    CSVRecordReader reader = new CSVRecordReader(0, settings.delimiter());
    try {
      reader.initialize(new FileSplit(file.toAbsolutePath().toFile()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return reader;
  }

  private List<String> next(CSVRecordReader reader, int line) throws IOException {
    try {
      List<String> values = new ArrayList<>();
      for (Writable value : reader.next()) {
        String text = value.toString();
        boolean first = line == 1 && values.isEmpty() && text.startsWith(BYTE_ORDER_MARK);
        values.add((first ? text.substring(1) : text).strip());
      }
      return values;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException e) { // how DataVec says that a line cannot be parsed
      throw new DatasetException(
          at(line),
          "columns with " + settings.delimiter() + " between them",
          "a line that cannot be read ("
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + ")",
          "a quoted value has to end on its line");
    }
  }
}
