package io.github.dl4jrouting.examples.report.plot;

import io.github.dl4jrouting.examples.report.plot.Canvas.Anchor;
import java.util.ArrayList;
import java.util.List;

/** Names of series with their marks, as many in a row as there is room for. */
final class Legend {

  private static final double MARK = 18;
  private static final double GAP = 14;

  private record Entry(String name, int series, double x, int row) {}

  private final List<Entry> entries = new ArrayList<>();
  private final int rows;

  Legend(List<String> names) {
    double x = 2;
    int row = 0;
    for (int i = 0; i < names.size(); i++) {
      String name = Canvas.cut(names.get(i), Plot.WIDTH - MARK - 4);
      double width = MARK + Canvas.width(name) + GAP;
      if (x > 2 && x + width - GAP > Plot.WIDTH) {
        x = 2;
        row++;
      }
      entries.add(new Entry(name, i, x, row));
      x += width;
    }
    rows = names.isEmpty() ? 0 : row + 1;
  }

  double height() {
    return rows * Canvas.LINE;
  }

  void draw(Canvas canvas) {
    for (Entry entry : entries) {
      double y = entry.row() * Canvas.LINE + 10;
      canvas.mark(entry.x() + 6, y - 3, entry.series());
      canvas.text(entry.x() + MARK, y + 1, Anchor.START, "lb", entry.name());
    }
  }
}
