package io.github.dl4jrouting.examples.report.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jsoup.nodes.Element;

/** A drawing in the making: shapes with classes, to which the page gives colours. */
final class Canvas {

  /** Font size of all text, in units of the drawing. */
  static final double TEXT = 12;

  /** Height of a line of text. */
  static final double LINE = 17;

  /** Where text stands relative to its x. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final Element svg = new Element("svg");

  Canvas(double height) {
    // Names of attributes are made small letters by attr(), which SVG does not understand.
    svg.attributes().put("viewBox", "0 0 " + Plot.WIDTH + " " + text(height));
    svg.attr("class", "plot");
  }

  Element element() {
    return svg;
  }

  Element line(double x1, double y1, double x2, double y2, String style) {
    return shape("line", style)
        .attr("x1", text(x1))
        .attr("y1", text(y1))
        .attr("x2", text(x2))
        .attr("y2", text(y2));
  }

  Element rectangle(double x, double y, double width, double height, String style) {
    return shape("rect", style)
        .attr("x", text(x))
        .attr("y", text(y))
        .attr("width", text(Math.max(0, width)))
        .attr("height", text(Math.max(0, height)));
  }

  Element path(String data, String style) {
    return shape("path", style).attr("d", data);
  }

  Element text(double x, double y, Anchor anchor, String style, String content) {
    Element text = shape("text", style).attr("x", text(x)).attr("y", text(y));
    if (anchor != Anchor.START) {
      text.attr("text-anchor", anchor == Anchor.MIDDLE ? "middle" : "end");
    }
    return text.text(content);
  }

  /** A mark of one of six shapes, so that colour is never the only difference. */
  Element mark(double x, double y, int series) {
    double r = 4;
    String from = "M" + text(x);
    String data =
        switch (series % 6) {
          case 0 -> circle(x, y, r);
          case 1 -> from + " " + text(y - r - 1) + "l5 5l-5 5l-5-5z";
          case 2 -> "M" + text(x - 3.6) + " " + text(y - 3.6) + "h7.2v7.2h-7.2z";
          case 3 -> from + " " + text(y - 4.6) + "l4.8 8.4h-9.6z";
          case 4 -> from + " " + text(y + 4.6) + "l4.8-8.4h-9.6z";
          default -> "M" + text(x - 5) + " " + text(y - 2) + "h10v4h-10z";
        };
    return path(data, "f" + series % 6);
  }

  private static String circle(double x, double y, double r) {
    return "M" + text(x - r) + " " + text(y) + "a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
  }

  /** What a pointing device shows, and a screen reader reads, at a shape. */
  static void hint(Element shape, String words) {
    shape.appendElement("title").text(words);
  }

  private Element shape(String tag, String style) {
    return svg.appendElement(tag).attr("class", style);
  }

  /** Room that text takes; a guess, on the large side for a proportional font. */
  static double width(String content) {
    return content.chars().mapToDouble(Canvas::width).sum();
  }

  private static double width(int letter) {
    if (Character.isUpperCase(letter) || letter == '%' || letter == 'm' || letter == 'w') {
      return TEXT * 0.78;
    }
    return "iljtf.,:;' ()|".indexOf(letter) >= 0 ? TEXT * 0.38 : TEXT * 0.62;
  }

  /** Cuts text that has no room. */
  static String cut(String content, double room) {
    if (width(content) <= room) {
      return content;
    }
    int letters = content.length();
    while (letters > 1 && width(content.substring(0, letters)) + TEXT > room) {
      letters--;
    }
    return content.substring(0, letters) + "…";
  }

  /** A coordinate: two decimals are a tenth of what an eye can see. */
  static String text(double value) {
    return BigDecimal.valueOf(Double.isFinite(value) ? value : 0)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
