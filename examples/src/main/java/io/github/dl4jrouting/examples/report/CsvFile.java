package io.github.dl4jrouting.examples.report;

import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Tables for other programs: a line of titles, commas, line feeds, UTF-8. */
public final class CsvFile {

  private CsvFile() {}

  /** Fills a table. */
  @FunctionalInterface
  public interface Rows {

    /**
     * Prints the rows below the titles.
     *
     * @param csv receives them
     * @throws IOException if writing fails
     */
    void printTo(CSVPrinter csv) throws IOException;
  }

  /**
   * Writes a table, whole or not at all.
   *
   * @param target the file, replaced if it is there
   * @param rows what to write
   * @param titles of the columns
   * @throws IOException if it cannot be written
   */
  public static void write(Path target, Rows rows, String... titles) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setHeader(titles).setRecordSeparator("\n").build();
    WholeFile.write(
        target,
        out -> {
          CSVPrinter csv =
              new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), format);
          rows.printTo(csv);
          csv.flush();
        });
  }
}
