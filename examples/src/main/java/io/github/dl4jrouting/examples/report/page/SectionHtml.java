package io.github.dl4jrouting.examples.report.page;

import io.github.dl4jrouting.examples.report.plot.Plot;
import io.github.dl4jrouting.examples.report.section.Gallery;
import io.github.dl4jrouting.examples.report.section.Picture;
import io.github.dl4jrouting.examples.report.section.Section;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.Element;

/**
 * One section as HTML: headline, sentences, plots, pictures, tables, and the rest folded.
 *
 * @param section what it says
 * @param anchor its identifier on the page
 */
record SectionHtml(Section section, String anchor) {

  void addTo(Element main) {
    Element root = main.appendElement("section").id(anchor);
    root.attr("aria-labelledby", anchor + "-h");
    Element kicker = root.appendElement("p").addClass("kicker");
    kicker.appendElement("b").text(section.command());
    kicker.appendText(" " + section.source());
    root.appendElement("h2").id(anchor + "-h").text(section.headline());
    section.sentences().forEach(words -> root.appendElement("p").addClass("say").text(words));
    plots(root);
    section.galleries().forEach(gallery -> gallery(root, gallery));
    section.tables().forEach(table -> new TableHtml(table).addTo(root));
    details(root);
    reproduction(root);
    facts(root, section.facts());
    root.appendText("\n");
  }

  private void plots(Element root) {
    if (section.plots().isEmpty()) {
      return;
    }
    Element grid = root.appendElement("div").addClass("plots");
    for (Plot plot : section.plots()) {
      String id = anchor + "-" + plot.name();
      Element figure = grid.appendElement("figure").id(id);
      figure.appendElement("figcaption").text(plot.title());
      Element svg = plot.draw();
      svg.attr("role", "img").attr("aria-labelledby", id + "-t " + id + "-d");
      svg.prependElement("desc").id(id + "-d").text(plot.description());
      svg.prependElement("title").id(id + "-t").text(plot.title());
      figure.appendChild(svg);
    }
  }

  private static void gallery(Element root, Gallery gallery) {
    root.appendElement("h3").text(gallery.title());
    Element list = root.appendElement("ul").addClass("gallery");
    for (Picture picture : gallery.pictures()) {
      Element item = list.appendElement("li");
      String data = Base64.getEncoder().encodeToString(picture.png());
      item.appendElement("img")
          .attr("src", "data:image/png;base64," + data)
          .attr("alt", picture.alternative());
      if (Double.isFinite(picture.share())) {
        double width = 100 * Math.min(1, Math.max(0, picture.share()));
        item.appendElement("span")
            .addClass("meter")
            .attr("aria-hidden", "true")
            .appendElement("span")
            .attr("style", String.format(Locale.ROOT, "width:%.1f%%", width));
      }
      picture.caption().forEach(line -> item.appendElement("span").text(line));
    }
  }

  private void details(Element root) {
    if (section.details().isEmpty()) {
      return;
    }
    Element details = root.appendElement("details");
    details
        .appendElement("summary")
        .text("All settings, environment and further numbers of this run");
    section.details().forEach(table -> new TableHtml(table).addTo(details));
  }

  private void reproduction(Element root) {
    section
        .commandLine()
        .ifPresent(
            command -> {
              root.appendElement("h3").text("Run it again");
              Element code = root.appendElement("pre").appendElement("code");
              // Lines break between arguments, not within one: "--seed" has hyphens.
              for (String argument : command.split("(?<= )")) {
                code.appendElement("span").text(argument);
              }
            });
  }

  private static void facts(Element root, List<String> facts) {
    if (!facts.isEmpty()) {
      Element list =
          root.appendElement("ul").addClass("facts").attr("aria-label", "About this run");
      facts.forEach(fact -> list.appendElement("li").text(fact));
    }
  }
}
