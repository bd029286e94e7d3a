package io.github.dl4jrouting.examples.report.section;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text. A table too long for a page is cut, and says so.
 *
 * @param title what it shows
 * @param header one a column
 * @param rows cells, as many as there are columns
 * @param leftOut how many rows are not shown
 */
public record Table(String title, List<String> header, List<List<String>> rows, int leftOut) {

  /** More rows than this make a page slow and no reader wiser; they are in the CSV file. */
  public static final int MOST_ROWS = 200;

  /**
   * Copies the lists and cuts the rows.
   *
   * @throws IllegalArgumentException if a row has not as many cells as there are columns
   */
  public Table {
    header = List.copyOf(header);
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "table " + title + ": expected " + header.size() + " cells, found " + row);
      }
    }
    leftOut += Math.max(0, rows.size() - MOST_ROWS);
    rows = rows.stream().limit(MOST_ROWS).map(List::copyOf).toList();
  }

  /**
   * Starts a table.
   *
   * @param title what it shows
   * @param header one a column
   * @return a builder
   */
  public static Builder of(String title, String... header) {
    return new Builder(title, List.of(header));
  }

  /** Takes rows one at a time. */
  public static final class Builder {

    private final String title;
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    private Builder(String title, List<String> header) {
      this.title = title;
      this.header = header;
    }

    /**
     * Adds a row.
     *
     * @param cells one a column
     * @return this
     */
    public Builder row(String... cells) {
      rows.add(List.of(cells));
      return this;
    }

    /**
     * The table.
     *
     * @return with the rows so far
     */
    public Table table() {
      return new Table(title, header, rows, 0);
    }
  }
}
