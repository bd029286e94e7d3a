package io.github.dl4jrouting.examples.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text: the first column to the left, all others to the right. */
public final class TextTable {

  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Starts a table.
   *
   * @param header one title a column
   */
  public TextTable(List<String> header) {
    rows.add(List.copyOf(header));
  }

  /**
   * Adds a row.
   *
   * @param cells one a column
   * @return this
   * @throws IllegalArgumentException if there are not as many cells as columns
   */
  public TextTable row(List<String> cells) {
    int columns = rows.get(0).size();
    if (cells.size() != columns) {
      throw new IllegalArgumentException(
          "row " + rows.size() + ": expected " + columns + " cells, found " + cells);
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /**
   * The table as text.
   *
   * @return header, a line, the rows; each ends in a line feed
   */
  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + padding : GAP + padding + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
      if (row == rows.get(0)) {
        text.append("-".repeat(line.length())).append('\n');
      }
    }
    return text.toString();
  }
}
