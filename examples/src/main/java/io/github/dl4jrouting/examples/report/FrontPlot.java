package io.github.dl4jrouting.examples.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Accuracy over compute as a picture: fronts as lines, single networks as points.
 *
 * @param title what it shows
 * @param series what is drawn, at least one
 */
public record FrontPlot(String title, List<Series> series) {

  /** A longer legend would lie on the points. */
  private static final int MOST_INSIDE = 5;

  /** Copies the list. */
  public FrontPlot {
    series = List.copyOf(series);
  }

  /**
   * One line, or points that no line joins.
   *
   * @param name for the legend
   * @param points each a compute ratio and an accuracy, 0..1
   * @param joined whether a line joins them
   */
  public record Series(String name, List<double[]> points, boolean joined) {}

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
    XYChart chart =
        ChartFiles.chart(
            title,
            "compute ratio (MACs over those of the original), %",
            "accuracy, %",
            series.size() > MOST_INSIDE ? LegendPosition.OutsideE : LegendPosition.InsideSE);
    chart.getStyler().setDecimalPattern("0.##");
    for (Series one : series) {
      if (!one.points().isEmpty()) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        one.points().forEach(point -> x.add(100 * point[0]));
        one.points().forEach(point -> y.add(100 * point[1]));
        XYSeries drawn = chart.addSeries(one.name(), x, y);
        drawn.setMarker(one.joined() ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
        drawn.setXYSeriesRenderStyle(
            one.joined() ? XYSeriesRenderStyle.Line : XYSeriesRenderStyle.Scatter);
      }
    }
    return chart;
  }
}
