package io.github.dl4jrouting.examples.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
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

  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;
  private static final Color[] COLOURS = {
    new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73), new Color(0xcc79a7)
  };

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
    System.setProperty("java.awt.headless", "true");
    XYChart chart = chart();
    WholeFile.write(
        directory.resolve(name + ".png"),
        out -> BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG));
    SVGGraphics2D svg = new SVGGraphics2D(emptyDocument());
    chart.paint(svg, WIDTH, HEIGHT);
    WholeFile.write(
        directory.resolve(name + ".svg"),
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          svg.stream(writer, true);
          writer.flush();
        });
  }

  private static org.w3c.dom.Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this JVM cannot make an XML document", e);
    }
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("compute ratio (MACs over those of the original), %")
            .yAxisTitle("accuracy, %")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setSeriesColors(COLOURS);
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    chart.getStyler().setDecimalPattern("0.##");
    chart.getStyler().setMarkerSize(6);
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
