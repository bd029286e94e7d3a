package io.github.dl4jrouting.examples.report.results;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table that a command wrote.
 *
 * @param header names of the columns
 * @param rows cells, as many as there are columns
 */
record CsvFile(List<String> header, List<List<String>> rows) {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).build();

  /**
   * Reads a file whole.
   *
   * @throws IOException if it is not such a table, naming it
   */
  static CsvFile read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = FORMAT.parse(reader)) {
      List<String> header = List.copyOf(parser.getHeaderNames());
      if (header.isEmpty()) {
        throw new IOException(file + ": expected a header row, found an empty file");
      }
      List<List<String>> rows = new ArrayList<>();
      for (CSVRecord record : parser) {
        if (record.size() != header.size()) {
          throw new IOException(
              String.format(
                  "%s: expected %d cells in row %d, found %d",
                  file, header.size(), record.getRecordNumber(), record.size()));
        }
        rows.add(record.toList());
      }
      return new CsvFile(header, rows);
    } catch (IllegalArgumentException | UncheckedIOException e) { // the parser's word on a bad file
      throw new IOException(file + ": expected a CSV table, found: " + e.getMessage(), e);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IOException(file + ": expected UTF-8, found other bytes", e);
    }
  }

  boolean has(String... columns) {
    return header.containsAll(List.of(columns));
  }

  String cell(List<String> row, String column) {
    return row.get(header.indexOf(column));
  }

  /** The number in a cell, or NaN where there is none. */
  double number(List<String> row, String column) {
    try {
      return Double.parseDouble(cell(row, column));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Rows with this value in this column. */
  List<List<String>> where(String column, String value) {
    return rows.stream().filter(row -> cell(row, column).equals(value)).toList();
  }

  /** The values of a column, each once, in the order in which they come. */
  List<String> distinct(String column) {
    return rows.stream().map(row -> cell(row, column)).distinct().toList();
  }
}
