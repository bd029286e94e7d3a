package io.github.dl4jrouting.examples.report.page;

import io.github.dl4jrouting.examples.report.section.Table;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * A table that scrolls by itself where a screen is too narrow for it.
 *
 * @param table the table
 */
record TableHtml(Table table) {

  private static final Pattern NUMBER =
      Pattern.compile("–?|yes|no|[-−]?[\\d.,]+(e[-+]?\\d+)?[\\u00a0 ]?(%|×|µs|ms|MiB|mJ)?");
  private static final int LONG = 40;
  private static final int SHORT = 16;

  void addTo(Element parent) {
    Element box = parent.appendElement("div").addClass("scroll");
    // Whoever has no mouse scrolls with the keyboard.
    box.attr("tabindex", "0").attr("role", "region").attr("aria-label", table.title());
    if (table.rows().size() <= SHORT) {
      box.addClass("short"); // stays on one page of paper
    }
    Element html = box.appendElement("table");
    html.appendElement("caption").text(table.title());
    Element head = html.appendElement("thead").appendElement("tr");
    for (int c = 0; c < table.header().size(); c++) {
      Element cell = head.appendElement("th").attr("scope", "col").text(table.header().get(c));
      style(cell, c);
    }
    Element body = html.appendElement("tbody");
    for (List<String> row : table.rows()) {
      Element line = body.appendElement("tr");
      for (int c = 0; c < row.size(); c++) {
        Element cell =
            c == 0 ? line.appendElement("th").attr("scope", "row") : line.appendElement("td");
        style(cell.text(row.get(c)), c);
      }
    }
    if (table.leftOut() > 0) {
      parent
          .appendElement("p")
          .addClass("more")
          .text(table.leftOut() + " more rows are in the file.");
    }
  }

  private void style(Element cell, int column) {
    if (column > 0 && isNumeric(column)) {
      cell.addClass("n");
    } else if (table.rows().stream().anyMatch(row -> row.get(column).length() > LONG)) {
      cell.addClass("long");
    }
  }

  private boolean isNumeric(int column) {
    return table.rows().stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
  }
}
