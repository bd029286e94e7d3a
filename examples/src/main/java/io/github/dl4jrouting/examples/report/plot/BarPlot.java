package io.github.dl4jrouting.examples.report.plot;

import io.github.dl4jrouting.examples.report.plot.Canvas.Anchor;
import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;

/**
 * Lying bars, each under its own label, so that a long name has room on a phone.
 *
 * @param name for files and identifiers
 * @param title what it shows
 * @param measure what a bar's length is, with its unit
 * @param bars from top to bottom
 * @param limit a length that is marked at each bar; NaN for none
 */
public record BarPlot(String name, String title, String measure, List<Bar> bars, double limit)
    implements Plot {

  private static final double BAR = 14;
  private static final double STEP = 38;

  /** Copies the list. */
  public BarPlot {
    bars = List.copyOf(bars);
  }

  /**
   * Bars without a mark.
   *
   * @param name for files and identifiers
   * @param title what it shows
   * @param measure what a bar's length is, with its unit
   * @param bars from top to bottom
   */
  public BarPlot(String name, String title, String measure, List<Bar> bars) {
    this(name, title, measure, bars, Double.NaN);
  }

  /**
   * One bar.
   *
   * @param label what it stands for
   * @param value its length, at least 0
   * @param text the value as it is written beside it
   * @param colour which of six colours, from 0
   */
  public record Bar(String label, double value, String text, int colour) {}

  @Override
  public String description() {
    return "Bars of "
        + measure
        + ". "
        + bars.stream()
            .map(bar -> bar.label() + ": " + bar.text())
            .collect(Collectors.joining("; "))
        + ".";
  }

  @Override
  public Element draw() {
    double top = Canvas.LINE + 4;
    Canvas canvas = new Canvas(top + bars.size() * STEP + 4);
    canvas.text(2, 12, Anchor.START, "tk", measure);
    double longest = bars.stream().mapToDouble(Bar::value).filter(Double::isFinite).max().orElse(0);
    if (Double.isFinite(limit)) {
      longest = Math.max(longest, limit);
    }
    double text = bars.stream().mapToDouble(bar -> Canvas.width(bar.text())).max().orElse(0);
    double room = Plot.WIDTH - text - 12;
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = top + i * STEP;
      double length =
          longest == 0 || !Double.isFinite(bar.value()) ? 0 : bar.value() / longest * room;
      canvas.text(2, y + 13, Anchor.START, "lb", Canvas.cut(bar.label(), Plot.WIDTH));
      Element drawn = canvas.rectangle(2, y + 18, Math.max(1, length), BAR, "f" + bar.colour() % 6);
      Canvas.hint(drawn, bar.label() + ": " + bar.text());
      double at = 2 + length + 6;
      if (Double.isFinite(limit) && longest > 0) {
        double x = 2 + limit / longest * room;
        canvas.line(x, y + 17, x, y + 34, "limit");
        boolean meet = at < x + 4 && at + Canvas.width(bar.text()) > x - 4;
        at = meet ? x + 6 : at;
      }
      canvas.text(at, y + 29.5, Anchor.START, "lb", bar.text());
    }
    return canvas.element();
  }
}
