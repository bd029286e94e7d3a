package io.github.dl4jrouting.examples.report.page;

import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Landmark;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * All networks of all results on one plot for each data set, where there is something to compare.
 */
record Overview(List<Section> sections) {

  private static final int MOST_SERIES = 6;

  void addTo(Element main) {
    List<Section> placed = sections.stream().filter(s -> !s.landmarks().isEmpty()).toList();
    if (placed.size() < 2) {
      return;
    }
    Section.Builder overview = new Section.Builder("overview", "all results");
    overview.headline("Accuracy against compute, all results");
    overview.say(
        "Each point is a network: the farther to the left, the less it computes; the higher, the more"
            + " it gets right. Points on one plot were measured on the same data.");
    byDataset(placed)
        .forEach(
            (dataset, own) -> {
              if (own.size() > 1) { // a result alone has a plot of its own
                overview.plot(plot(dataset, own));
              }
            });
    overview.table(table(placed));
    new SectionHtml(overview.section(), "overview").addTo(main);
  }

  private static Map<String, Map<String, List<Landmark>>> byDataset(List<Section> sections) {
    Map<String, Map<String, List<Landmark>>> datasets = new LinkedHashMap<>();
    for (Section section : sections) {
      for (Landmark one : section.landmarks()) {
        Map<String, List<Landmark>> own =
            datasets.computeIfAbsent(one.dataset(), none -> new LinkedHashMap<>());
        String name = name(section);
        // More colours than six cannot be told apart.
        String series = own.size() < MOST_SERIES - 1 || own.containsKey(name) ? name : "others";
        own.computeIfAbsent(series, none -> new ArrayList<>()).add(one);
      }
    }
    return datasets;
  }

  private static String name(Section section) {
    String directory = section.source().replaceAll("/?[^/]*$", "");
    return directory.isEmpty() || directory.equals(section.command())
        ? section.command()
        : section.command() + " (" + directory + ")";
  }

  private static XyPlot plot(String dataset, Map<String, List<Landmark>> own) {
    List<Series> series = new ArrayList<>();
    own.forEach(
        (name, landmarks) ->
            series.add(
                new Series(
                    name,
                    landmarks.stream()
                        .map(one -> new Point(one.computeRatio(), one.accuracy()))
                        .toList(),
                    false)));
    return new XyPlot(
        "overview-" + dataset.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
        "Networks on " + (dataset.isEmpty() ? "unnamed data" : dataset),
        Axis.percent("compute ratio").withZero(),
        Axis.percent("accuracy"),
        series);
  }

  private static Table table(List<Section> sections) {
    Table.Builder table =
        Table.of(
            "Networks", "network", "result", "data", "accuracy", "compute ratio", "skip ratio");
    for (Section section : sections) {
      for (Landmark one : section.landmarks()) {
        table.row(
            one.name(),
            name(section),
            one.dataset(),
            finePercent(one.accuracy()),
            percent(one.computeRatio()),
            percent(one.skipRatio()));
      }
    }
    return table.table();
  }
}
