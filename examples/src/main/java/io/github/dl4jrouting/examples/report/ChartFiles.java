package io.github.dl4jrouting.examples.report;

import io.github.dl4jrouting.zoo.file.WholeFile;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Looks and files of all charts. */
final class ChartFiles {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  /** Told apart by the colour-blind too (Okabe and Ito). */
  private static final Color[] COLOURS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0x56b4e9),
    new Color(0xe69f00),
    new Color(0x000000),
    new Color(0x999999)
  };

  private ChartFiles() {}

  /** An empty chart. */
  static XYChart chart(String title, String x, String y, LegendPosition legend) {
    System.setProperty("java.awt.headless", "true"); // before AWT wakes up
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart, legend);
    chart.getStyler().setMarkerSize(6);
    return chart;
  }

  /** An empty chart for bars. */
  static CategoryChart bars(String title, String x, String y, LegendPosition legend) {
    System.setProperty("java.awt.headless", "true"); // before AWT wakes up
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart, legend);
    chart.getStyler().setAvailableSpaceFill(0.8);
    return chart;
  }

  private static void style(Chart<? extends AxesChartStyler, ?> chart, LegendPosition legend) {
    chart.getStyler().setLegendPosition(legend);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setSeriesColors(COLOURS);
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    chart.getStyler().setDecimalPattern("0.####");
  }

  /** Writes a chart as SVG and as PNG, each whole or not at all. */
  static void write(Chart<?, ?> chart, Path directory, String name) throws IOException {
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
}
