package io.github.dl4jrouting.examples.report.plot;

import io.github.dl4jrouting.examples.report.plot.Canvas.Anchor;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.jsoup.nodes.Element;

/**
 * How often values fall between edges, with the quartiles as a box above.
 *
 * @param name for files and identifiers
 * @param title what it shows
 * @param x the values
 * @param counted what is counted, in the plural
 * @param edges of the bins, ascending, one more than counts
 * @param counts one a bin
 * @param quartiles of the values; empty where not known
 */
public record HistogramPlot(
    String name,
    String title,
    Axis x,
    String counted,
    List<Double> edges,
    List<Double> counts,
    Optional<Quartiles> quartiles)
    implements Plot {

  private static final double HEIGHT = 180;
  private static final double BOX = 34;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is not one edge more than counts
   */
  public HistogramPlot {
    edges = List.copyOf(edges);
    counts = List.copyOf(counts);
    if (edges.size() != counts.size() + 1) {
      throw new IllegalArgumentException(
          "expected " + (counts.size() + 1) + " edges, found " + edges.size());
    }
  }

  @Override
  public String description() {
    int fullest = 0;
    for (int i = 1; i < counts.size(); i++) {
      fullest = counts.get(i) > counts.get(fullest) ? i : fullest;
    }
    String shape =
        counts.isEmpty()
            ? "No values."
            : String.format(
                "Most %s, %s, are between %s and %s.",
                counted,
                Axis.plain(counts.get(fullest)),
                x.text(edges.get(fullest)),
                x.text(edges.get(fullest + 1)));
    String box =
        quartiles
            .map(
                q ->
                    String.format(
                        " Quartiles: %s, %s (median), %s.",
                        x.text(q.first()), x.text(q.median()), x.text(q.third())))
            .orElse("");
    return "Histogram of " + x.label() + " over " + counted + ". " + shape + box;
  }

  @Override
  public Element draw() {
    double top = 28 + quartiles.map(q -> BOX).orElse(0.0);
    double bottom = top + HEIGHT;
    Canvas canvas = new Canvas(bottom + Frame.below());
    Axis y = Axis.of(counted).withZero();
    Scale across = Scale.fixed(edges.get(0), edges.get(edges.size() - 1));
    Scale up = y.scale(counts.stream().mapToDouble(Double::doubleValue));
    Frame frame = new Frame(canvas, x, across, y, up, top, bottom);
    frame.draw();
    for (int i = 0; i < counts.size(); i++) {
      double from = frame.x(edges.get(i));
      double width = frame.x(edges.get(i + 1)) - from;
      double height = bottom - frame.y(counts.get(i));
      Element bar =
          canvas.rectangle(from + 0.75, bottom - height, Math.max(0.5, width - 1.5), height, "f0");
      Canvas.hint(
          bar,
          String.format(
              "%s to %s: %s %s",
              x.text(edges.get(i)), x.text(edges.get(i + 1)), Axis.plain(counts.get(i)), counted));
    }
    quartiles.ifPresent(q -> box(canvas, frame, q));
    return canvas.element();
  }

  private void box(Canvas canvas, Frame frame, Quartiles q) {
    double low = edges.get(0);
    double high = edges.get(edges.size() - 1);
    double[] at =
        DoubleStream.of(q.low(), q.first(), q.median(), q.third(), q.high())
            .map(value -> frame.x(Math.min(high, Math.max(low, value))))
            .toArray();
    double y = 14;
    canvas.line(at[0], y, at[4], y, "s1");
    canvas.rectangle(at[1], y - 6, Math.max(1, at[3] - at[1]), 12, "box");
    canvas.line(at[2], y - 8, at[2], y + 8, "s1");
    Anchor anchor =
        at[2] < 120 ? Anchor.START : at[2] > Plot.WIDTH - 120 ? Anchor.END : Anchor.MIDDLE;
    String words =
        "quartiles " + x.text(q.first()) + " · " + x.text(q.median()) + " · " + x.text(q.third());
    canvas.text(at[2], y + 22, anchor, "tk", words);
  }
}
