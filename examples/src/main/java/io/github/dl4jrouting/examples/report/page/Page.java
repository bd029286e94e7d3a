package io.github.dl4jrouting.examples.report.page;

import io.github.dl4jrouting.examples.report.section.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/**
 * All sections as one HTML page: no scripts, no requests, pictures and styles within. Whatever came
 * from files is text, never markup.
 *
 * @param sections what it says
 * @param notes what could not be read
 */
public record Page(List<Section> sections, List<String> notes) {

  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action"
          + " 'none'";
  private static final List<List<String>> WORDS =
      List.of(
          List.of("accuracy", "share of test samples that are classified right"),
          List.of("compute", "multiply-accumulate operations (MACs), routers and gates included"),
          List.of("compute ratio", "compute over that of the network that computes everything"),
          List.of("skip ratio", "share of (sample, block) pairs that are not computed"),
          List.of("through", "computing a block; the other way around it is its bypass"),
          List.of("p99", "99 % of all values are below it"));

  /** Copies the lists. */
  public Page {
    sections = List.copyOf(sections);
    notes = List.copyOf(notes);
  }

  /**
   * A name for each section, for links and files: what made it and where it lies, no two alike.
   *
   * @param sections the sections
   * @return small letters, digits and hyphens
   */
  public static List<String> anchors(List<Section> sections) {
    Set<String> taken = new HashSet<>();
    List<String> anchors = new ArrayList<>();
    for (Section section : sections) {
      String words = section.command() + "-" + section.source().replaceAll("/?result\\.json$", "");
      String plain =
          words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
      plain = plain.substring(0, Math.min(plain.length(), 60));
      String anchor = plain;
      for (int i = 2; !taken.add(anchor); i++) {
        anchor = plain + "-" + i;
      }
      anchors.add(anchor);
    }
    return anchors;
  }

  /**
   * The page.
   *
   * @return HTML, UTF-8
   */
  public String html() {
    Document document = new Document("");
    document.appendChild(new DocumentType("html", "", ""));
    document.outputSettings().prettyPrint(false).charset("UTF-8");
    Element html = document.appendElement("html").attr("lang", "en");
    head(html.appendElement("head"));
    Element body = html.appendElement("body");
    List<String> anchors = anchors(sections);
    body.appendElement("a").addClass("jump").attr("href", "#results").text("Jump to the results");
    header(body.appendElement("header"));
    contents(body, anchors);
    notes(body);
    Element main = body.appendElement("main").id("results");
    new Overview(sections).addTo(main);
    for (int i = 0; i < sections.size(); i++) {
      new SectionHtml(sections.get(i), anchors.get(i)).addTo(main);
    }
    glossary(body.appendElement("footer"));
    return document.outerHtml() + "\n";
  }

  private void head(Element head) {
    head.appendElement("meta").attr("charset", "utf-8");
    head.appendElement("meta")
        .attr("http-equiv", "Content-Security-Policy")
        .attr("content", POLICY);
    head.appendElement("meta")
        .attr("name", "viewport")
        .attr("content", "width=device-width, initial-scale=1");
    head.appendElement("meta").attr("name", "color-scheme").attr("content", "light dark");
    head.appendElement("title").text("Routing report: " + counted());
    head.appendElement("style").appendChild(new DataNode(StyleSheet.text()));
  }

  private String counted() {
    return sections.size() == 1 ? "1 result" : sections.size() + " results";
  }

  private void header(Element header) {
    header.appendElement("p").addClass("kicker").text("dl4j-routing");
    header.appendElement("h1").text("Routing report");
    header
        .appendElement("p")
        .addClass("lead")
        .text(
            counted()
                + ". Each starts with what came out, then shows it; all numbers and the command that"
                + " reproduces them follow.");
  }

  private void contents(Element body, List<String> anchors) {
    if (sections.size() < 2) {
      return;
    }
    Element list =
        body.appendElement("nav")
            .attr("aria-label", "Results")
            .appendElement("ol")
            .addClass("cards");
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      Element link = list.appendElement("li").appendElement("a").attr("href", "#" + anchors.get(i));
      link.appendElement("span").addClass("kicker").text(section.command());
      link.appendElement("strong").text(section.headline());
      link.appendElement("small").text(section.source());
    }
  }

  private void notes(Element body) {
    if (notes.isEmpty()) {
      return;
    }
    Element aside = body.appendElement("aside").addClass("notes").attr("aria-label", "Not shown");
    aside.appendElement("h2").text("Not everything could be read");
    Element list = aside.appendElement("ul");
    notes.forEach(note -> list.appendElement("li").text(note));
  }

  private static void glossary(Element footer) {
    footer.appendElement("h2").text("Words");
    Element list = footer.appendElement("dl");
    for (List<String> entry : WORDS) {
      Element pair = list.appendElement("div");
      pair.appendElement("dt").text(entry.get(0));
      pair.appendElement("dd").text(entry.get(1));
    }
  }
}
