package io.github.dl4jrouting.examples.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Values over values as a picture, as lines or as points.
 *
 * @param title what it shows
 * @param x title of the horizontal axis, with its unit
 * @param y title of the vertical axis, with its unit
 * @param logarithmic whether the horizontal axis is; then all x are above 0
 * @param lines what is drawn, at least one
 */
public record LinePlot(String title, String x, String y, boolean logarithmic, List<Line> lines) {

  /** Copies the list. */
  public LinePlot {
    lines = List.copyOf(lines);
  }

  /**
   * One line, or points that no line joins.
   *
   * @param name for the legend
   * @param points each an x and a y
   * @param joined whether a line joins them
   */
  public record Line(String name, List<double[]> points, boolean joined) {}

  /**
   * Writes the plot as SVG and as PNG, each whole or not at all.
   *
   * @param directory where to
   * @param name of the files, without the suffix
   * @throws IOException if they cannot be written
   */
  public void write(Path directory, String name) throws IOException {
    ChartFiles.write(chart(), directory, name);
  }

  private XYChart chart() {
    XYChart chart = ChartFiles.chart(title, x, y, LegendPosition.OutsideE);
    chart.getStyler().setXAxisLogarithmic(logarithmic);
    for (Line line : lines) {
      if (!line.points().isEmpty()) {
        XYSeries drawn =
            chart.addSeries(
                line.name(),
                line.points().stream().map(point -> point[0]).toList(),
                line.points().stream().map(point -> point[1]).toList());
        drawn.setXYSeriesRenderStyle(
            line.joined() ? XYSeriesRenderStyle.Line : XYSeriesRenderStyle.Scatter);
        drawn.setMarker(line.joined() ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
      }
    }
    return chart;
  }
}
