package io.github.dl4jrouting.examples.report.plot;

import io.github.dl4jrouting.examples.report.plot.Canvas.Anchor;

/** The axes of a plot: maps values to places, and draws ticks, grid and labels. */
final class Frame {

  private static final double RIGHT = 12;

  private final Canvas canvas;
  private final Axis xAxis;
  private final Axis yAxis;
  private final Scale xScale;
  private final Scale yScale;
  private final double left;
  private final double top;
  private final double bottom;

  Frame(
      Canvas canvas,
      Axis xAxis,
      Scale xScale,
      Axis yAxis,
      Scale yScale,
      double top,
      double bottom) {
    this.canvas = canvas;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    this.xScale = xScale;
    this.yScale = yScale;
    this.top = top;
    this.bottom = bottom;
    double widest =
        yScale.ticks().stream().mapToDouble(t -> Canvas.width(yAxis.text(t))).max().orElse(0);
    this.left = Math.max(28, widest + 10);
  }

  double x(double value) {
    return left + xScale.at(value) * (Plot.WIDTH - RIGHT - left);
  }

  double y(double value) {
    return bottom - yScale.at(value) * (bottom - top);
  }

  double left() {
    return left;
  }

  double right() {
    return Plot.WIDTH - RIGHT;
  }

  double bottom() {
    return bottom;
  }

  /** Grid and numbers; the y axis is named above its upper end, where it can be read. */
  void draw() {
    canvas.text(2, top - 12, Anchor.START, "lb", yAxis.label());
    for (double tick : yScale.ticks()) {
      canvas.line(left, y(tick), right(), y(tick), "grid");
      canvas.text(left - 6, y(tick) + 4, Anchor.END, "tk", yAxis.text(tick));
    }
    drawAcross();
  }

  /** The horizontal axis alone. */
  void drawAcross() {
    canvas.line(left, bottom, right(), bottom, "ax");
    double free = Double.NEGATIVE_INFINITY;
    for (double tick : xScale.ticks()) {
      String text = xAxis.text(tick);
      double half = Canvas.width(text) / 2;
      double middle = Math.min(x(tick), Plot.WIDTH - half - 1);
      canvas.line(x(tick), bottom, x(tick), bottom + 4, "ax");
      if (middle - half > free) {
        canvas.text(middle, bottom + 17, Anchor.MIDDLE, "tk", text);
        free = middle + half + 6;
      }
    }
    canvas.text((left + right()) / 2, bottom + 35, Anchor.MIDDLE, "lb", xAxis.label());
  }

  /** Room that the numbers and the label below a plot take. */
  static double below() {
    return 42;
  }
}
