package io.github.dl4jrouting.examples.report.plot;

import io.github.dl4jrouting.examples.report.plot.Canvas.Anchor;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jsoup.nodes.Element;

/**
 * Distributions above each other on one axis, each as a box with whiskers.
 *
 * @param name for files and identifiers
 * @param title what it shows
 * @param x the values
 * @param ends what the whiskers' ends are, for example "smallest and largest"
 * @param boxes from top to bottom
 */
public record BoxPlot(String name, String title, Axis x, String ends, List<Box> boxes)
    implements Plot {

  private static final double STEP = 42;

  /** Copies the list. */
  public BoxPlot {
    boxes = List.copyOf(boxes);
  }

  /**
   * One distribution.
   *
   * @param label what it is of
   * @param quartiles its numbers
   * @param colour which of six colours, from 0
   */
  public record Box(String label, Quartiles quartiles, int colour) {}

  @Override
  public String description() {
    return "Boxes of "
        + x.label()
        + ": quartiles, whiskers "
        + ends
        + ". "
        + boxes.stream().map(this::inWords).collect(Collectors.joining("; "))
        + ".";
  }

  private String inWords(Box box) {
    Quartiles q = box.quartiles();
    return String.format(
        "%s: median %s, quartiles %s and %s, whiskers %s and %s",
        box.label(),
        x.text(q.median()),
        x.text(q.first()),
        x.text(q.third()),
        x.text(q.low()),
        x.text(q.high()));
  }

  @Override
  public Element draw() {
    double top = 6;
    double bottom = top + boxes.size() * STEP + 6;
    Canvas canvas = new Canvas(bottom + Frame.below());
    Scale across =
        x.scale(
            boxes.stream()
                .map(Box::quartiles)
                .flatMapToDouble(
                    q -> DoubleStream.of(q.low(), q.first(), q.median(), q.third(), q.high())));
    Scale none = Scale.fixed(0, 1);
    Frame frame = new Frame(canvas, x, across, Axis.of(""), none, top, bottom);
    for (double tick : across.ticks()) {
      canvas.line(frame.x(tick), top, frame.x(tick), bottom, "grid");
    }
    frame.drawAcross();
    for (int i = 0; i < boxes.size(); i++) {
      draw(canvas, frame, boxes.get(i), top + i * STEP);
    }
    return canvas.element();
  }

  private void draw(Canvas canvas, Frame frame, Box box, double y) {
    Quartiles q = box.quartiles();
    String style = "s" + box.colour() % 6;
    double middle = y + 27;
    canvas.text(2, y + 13, Anchor.START, "lb", Canvas.cut(box.label(), Plot.WIDTH));
    canvas.line(frame.x(q.low()), middle, frame.x(q.high()), middle, style);
    canvas.line(frame.x(q.low()), middle - 4, frame.x(q.low()), middle + 4, style);
    canvas.line(frame.x(q.high()), middle - 4, frame.x(q.high()), middle + 4, style);
    double width = frame.x(q.third()) - frame.x(q.first());
    Element drawn =
        canvas.rectangle(
            frame.x(q.first()), middle - 7, Math.max(1.5, width), 14, "f" + box.colour() % 6);
    Canvas.hint(drawn, inWords(box));
    canvas.line(frame.x(q.median()), middle - 9, frame.x(q.median()), middle + 9, "median");
  }
}
