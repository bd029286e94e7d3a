package io.github.dl4jrouting.examples.report.plot;

import io.github.dl4jrouting.examples.report.plot.Canvas.Anchor;
import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.nodes.Element;

/**
 * A table of shares as coloured cells with their numbers, so that colour is not the only way to
 * read it.
 *
 * @param name for files and identifiers
 * @param title what it shows
 * @param measure what a cell is, without its unit
 * @param rowsAre what rows are, in the singular
 * @param columnsAre what columns are, in the singular
 * @param rows names, from top to bottom
 * @param columns names, from left to right
 * @param cells row by row, 0..1; NaN where there is nothing
 */
public record HeatmapPlot(
    String name,
    String title,
    String measure,
    String rowsAre,
    String columnsAre,
    List<String> rows,
    List<String> columns,
    List<List<Double>> cells)
    implements Plot {

  /** How many steps of colour there are, from 0 to this. */
  public static final int STEPS = 10;

  private static final double CELL = 24;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is not one cell for each row and column
   */
  public HeatmapPlot {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    cells = cells.stream().map(List::copyOf).toList();
    int width = columns.size();
    if (cells.size() != rows.size() || cells.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException(
          "expected " + rows.size() + " rows of " + width + " cells, found others: " + cells);
    }
  }

  @Override
  public String description() {
    return legible().described();
  }

  private String described() {
    double least = 2;
    double most = -1;
    String leastAt = "";
    String mostAt = "";
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns.size(); c++) {
        double value = cells.get(r).get(c);
        String at = rowsAre + " " + rows.get(r) + ", " + columnsAre + " " + columns.get(c);
        if (value < least) {
          least = value;
          leastAt = at;
        }
        if (value > most) {
          most = value;
          mostAt = at;
        }
      }
    }
    String ends =
        most < 0
            ? ""
            : String.format(
                " Smallest: %s %% (%s). Largest: %s %% (%s).",
                percent(least), leastAt, percent(most), mostAt);
    return String.format(
        "Heatmap of %s in %%, one row a %s, one column a %s.%s",
        measure, rowsAre, columnsAre, ends);
  }

  @Override
  public Element draw() {
    return legible().upright();
  }

  /** Columns become rows where their names need the space that there is beside a row. */
  private HeatmapPlot legible() {
    HeatmapPlot transposed = transposed();
    return columnsFit() || !transposed.columnsFit() ? this : transposed;
  }

  private HeatmapPlot transposed() {
    List<List<Double>> other =
        IntStream.range(0, columns.size())
            .mapToObj(c -> cells.stream().map(row -> row.get(c)).toList())
            .toList();
    return new HeatmapPlot(name, title, measure, columnsAre, rowsAre, columns, rows, other);
  }

  private double left() {
    return Math.min(130, Math.max(Canvas.width(rowsAre), widest(rows)) + 8);
  }

  private double columnWidth() {
    double wanted = Math.max(64, widest(columns) + 4);
    return Math.min(wanted, (Plot.WIDTH - left() - 2) / Math.max(1, columns.size()));
  }

  private boolean columnsFit() {
    return widest(columns) <= columnWidth();
  }

  private static double widest(List<String> labels) {
    return labels.stream().mapToDouble(Canvas::width).max().orElse(0);
  }

  private Element upright() {
    double left = left();
    double width = columnWidth();
    double top = 2 * Canvas.LINE + 8;
    double bottom = top + rows.size() * CELL;
    Canvas canvas = new Canvas(bottom + 46);
    canvas.text(left, 12, Anchor.START, "tk", columnsAre);
    canvas.text(2, top - 8, Anchor.START, "tk", rowsAre);
    for (int c = 0; c < columns.size(); c++) {
      String label = Canvas.cut(columns.get(c), width);
      canvas.text(left + (c + 0.5) * width, top - 8, Anchor.MIDDLE, "lb", label);
    }
    for (int r = 0; r < rows.size(); r++) {
      double y = top + r * CELL;
      canvas.text(2, y + 16, Anchor.START, "lb", Canvas.cut(rows.get(r), left - 6));
      for (int c = 0; c < columns.size(); c++) {
        cell(canvas, left + c * width, y, width, r, c);
      }
    }
    key(canvas, bottom + 12);
    return canvas.element();
  }

  private void cell(Canvas canvas, double x, double y, double width, int row, int column) {
    double value = cells.get(row).get(column);
    if (!Double.isFinite(value)) {
      canvas.text(x + width / 2, y + 16, Anchor.MIDDLE, "tk", "–");
      return;
    }
    long step = Math.round(Math.min(1, Math.max(0, value)) * STEPS);
    Element drawn = canvas.rectangle(x + 0.5, y + 0.5, width - 1, CELL - 1, "h" + step);
    Canvas.hint(
        drawn,
        String.format(
            "%s %s, %s %s: %s %%",
            rowsAre, rows.get(row), columnsAre, columns.get(column), percent(value)));
    canvas.text(
        x + width / 2, y + 16, Anchor.MIDDLE, "t" + step, String.valueOf(Math.round(100 * value)));
  }

  private void key(Canvas canvas, double y) {
    for (int step = 0; step <= STEPS; step++) {
      canvas.rectangle(2 + step * 10, y, 10, 10, "h" + step);
    }
    canvas.text(2 + (STEPS + 1) * 10 + 8, y + 9, Anchor.START, "tk", "0 to 100 %");
    canvas.text(2, y + 28, Anchor.START, "tk", measure);
  }

  private static String percent(double share) {
    return Axis.plain(Math.round(1000 * share) / 10.0);
  }
}
