package io.github.dl4jrouting.examples.report.plot;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.FloatSize;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Document.OutputSettings.Syntax;
import org.jsoup.nodes.Element;

/** A plot as a picture for documents and slides: light colours, its title above it. */
public final class PlotImage {

  private static final int SCALE = 3;
  private static final int MARGIN = 12;
  private static final int TITLE = 26;

  /** Bold and larger than what {@link Canvas} measures. */
  private static final double TITLE_WIDTH = Plot.WIDTH * 0.84;

  private PlotImage() {}

  /**
   * Writes a plot as PNG, whole or not at all.
   *
   * @param plot the plot
   * @param target the file
   * @throws IOException if it cannot be written
   */
  public static void write(Plot plot, Path target) throws IOException {
    System.setProperty("java.awt.headless", "true");
    BufferedImage image = picture(plot);
    WholeFile.write(target, out -> ImageIO.write(image, "png", out));
  }

  private static BufferedImage picture(Plot plot) {
    SVGDocument drawing = parsed(alone(plot));
    FloatSize size = drawing.size();
    BufferedImage image =
        new BufferedImage(
            Math.round(size.width * SCALE),
            Math.round(size.height * SCALE),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.scale(SCALE, SCALE);
      drawing.render((javax.swing.JComponent) null, graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private static SVGDocument parsed(String svg) {
    SVGDocument drawing =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                null,
                com.github.weisj.jsvg.parser.LoaderContext.createDefault());
    if (drawing == null) {
      throw new IllegalStateException("expected a drawing, found SVG that cannot be read: " + svg);
    }
    return drawing;
  }

  /** The plot as an SVG file of its own: XML, with a style sheet, in a margin, under its title. */
  static String alone(Plot plot) {
    Element drawn = plot.draw();
    String[] box = drawn.attributes().get("viewBox").split(" ");
    double width = Double.parseDouble(box[2]) + 2 * MARGIN;
    List<String> title = lines(plot.title());
    double head = TITLE + (title.size() - 1) * Canvas.LINE;
    double height = Double.parseDouble(box[3]) + 2 * MARGIN + head;
    Document document = new Document("");
    document.outputSettings().syntax(Syntax.xml).prettyPrint(false);
    Element svg = document.appendElement("svg");
    svg.attr("xmlns", "http://www.w3.org/2000/svg");
    svg.attr("width", Canvas.text(width)).attr("height", Canvas.text(height));
    svg.attributes().put("viewBox", "0 0 " + Canvas.text(width) + " " + Canvas.text(height));
    svg.appendElement("style").appendChild(new DataNode(Theme.LIGHT.resolvedRules()));
    for (int i = 0; i < title.size(); i++) {
      svg.appendElement("text")
          .attr("x", String.valueOf(MARGIN))
          .attr("y", Canvas.text(MARGIN + 13 + i * Canvas.LINE))
          .attr("class", "lb")
          .attr("style", "font-size:14px;font-weight:bold")
          .text(title.get(i));
    }
    Element body = svg.appendElement("g");
    body.attr("transform", "translate(" + MARGIN + " " + Canvas.text(MARGIN + head) + ")");
    for (Element shape : drawn.children()) {
      body.appendChild(shape.clone());
    }
    return document.outerHtml();
  }

  /** A title in as many lines as it needs. */
  private static List<String> lines(String title) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : title.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && Canvas.width(longer) > TITLE_WIDTH) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    lines.add(Canvas.cut(line, TITLE_WIDTH));
    return lines;
  }
}
