package io.github.dl4jrouting.examples.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Values of some categories as a picture: bars, side by side.
 *
 * @param title what it shows
 * @param x title of the horizontal axis, with its unit
 * @param y title of the vertical axis, with its unit
 * @param categories below the bars
 * @param groups what is drawn, at least one
 */
public record BarPlot(
    String title, String x, String y, List<String> categories, List<Group> groups) {

  /** Copies the lists. */
  public BarPlot {
    categories = List.copyOf(categories);
    groups = List.copyOf(groups);
  }

  /**
   * Bars of one colour.
   *
   * @param name for the legend
   * @param values one a category
   */
  public record Group(String name, List<Double> values) {}

  /**
   * Writes the plot as SVG and as PNG, each whole or not at all.
   *
   * @param directory where to
   * @param name of the files, without the suffix
   * @throws IOException if they cannot be written
   */
  public void write(Path directory, String name) throws IOException {
    CategoryChart chart = ChartFiles.bars(title, x, y, LegendPosition.OutsideE);
    for (Group group : groups) {
      chart.addSeries(group.name(), categories, group.values());
    }
    ChartFiles.write(chart, directory, name);
  }
}
