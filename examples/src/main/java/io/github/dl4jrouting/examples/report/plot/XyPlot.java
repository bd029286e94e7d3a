package io.github.dl4jrouting.examples.report.plot;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jsoup.nodes.Element;

/**
 * Points over two axes, joined by lines or not.
 *
 * @param name for files and identifiers
 * @param title what it shows
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what is drawn
 */
public record XyPlot(String name, String title, Axis x, Axis y, List<Series> series)
    implements Plot {

  private static final double HEIGHT = 210;
  private static final int DENSE = 14;

  /** Copies the list. */
  public XyPlot {
    series = List.copyOf(series);
  }

  /**
   * One place.
   *
   * @param x along the horizontal axis
   * @param y along the vertical axis
   */
  public record Point(double x, double y) {}

  /**
   * Points that belong together.
   *
   * @param name for the legend
   * @param points in the order in which a line joins them
   * @param joined whether a line joins them
   */
  public record Series(String name, List<Point> points, boolean joined) {

    /** Copies the list. */
    public Series {
      points = List.copyOf(points);
    }
  }

  @Override
  public String description() {
    String each =
        series.stream()
            .filter(one -> !one.points().isEmpty())
            .map(this::inWords)
            .collect(Collectors.joining("; "));
    return "Plot of " + y.label() + " over " + x.label() + ". " + each + ".";
  }

  private String inWords(Series one) {
    Point first = one.points().get(0);
    if (one.points().size() == 1) {
      return one.name() + ": " + y.text(first.y()) + " at " + x.text(first.x());
    }
    Point last = one.points().get(one.points().size() - 1);
    return String.format(
        "%s: %d points, from %s at %s to %s at %s",
        one.name(),
        one.points().size(),
        y.text(first.y()),
        x.text(first.x()),
        y.text(last.y()),
        x.text(last.x()));
  }

  @Override
  public Element draw() {
    Legend legend = new Legend(series.stream().map(Series::name).toList());
    double top = legend.height() + 34;
    double bottom = top + HEIGHT;
    Canvas canvas = new Canvas(bottom + Frame.below());
    legend.draw(canvas);
    Frame frame =
        new Frame(canvas, x, x.scale(all(Point::x)), y, y.scale(all(Point::y)), top, bottom);
    frame.draw();
    for (int i = 0; i < series.size(); i++) {
      draw(canvas, frame, i);
    }
    return canvas.element();
  }

  private DoubleStream all(ToDoubleFunction<Point> coordinate) {
    return series.stream().flatMap(one -> one.points().stream()).mapToDouble(coordinate);
  }

  private void draw(Canvas canvas, Frame frame, int index) {
    Series one = series.get(index);
    List<Point> shown =
        one.points().stream().filter(p -> x.shows(p.x()) && y.shows(p.y())).toList();
    if (one.joined() && shown.size() > 1) {
      String data =
          shown.stream()
              .map(p -> Canvas.text(frame.x(p.x())) + " " + Canvas.text(frame.y(p.y())))
              .collect(Collectors.joining("L", "M", ""));
      canvas.path(data, "s" + index % 6 + " d" + index % 6);
    }
    for (int i = 0; i < shown.size(); i++) {
      if (isMarked(i, shown.size(), index)) {
        Point p = shown.get(i);
        Element mark = canvas.mark(frame.x(p.x()), frame.y(p.y()), index);
        Canvas.hint(
            mark,
            String.format(
                "%s: %s %s at %s %s",
                one.name(), y.label(), y.text(p.y()), x.label(), x.text(p.x())));
      }
    }
  }

  /** Marks of a dense line would hide it: it has a few, not at the places of other lines' marks. */
  private boolean isMarked(int point, int points, int index) {
    if (!series.get(index).joined() || points <= DENSE) {
      return true;
    }
    int every = points / 6;
    return point % every == index * every / Math.max(1, series.size());
  }
}
