package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.beside;
import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Landmark;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code ablate}: many gates, routers and penalties beside each other. */
final class AblateView implements View {

  private static final double HALF = 0.5;

  /** With the dense network as many as there are marks and colours. */
  private static final int MOST_GROUPS = 5;

  @Override
  public void show(ResultFile result, Section.Builder section) {
    List<Fields> all = result.fields().list("cells");
    List<Fields> cells = all.stream().filter(cell -> !isFailed(cell)).toList();
    Optional<Fields> dense = of(cells, "dense").stream().findFirst();
    List<Fields> routed = cells.stream().filter(cell -> !isKind(cell, "dense")).toList();
    Best chosen = best(routed, dense);
    Fields best = chosen.cell();
    String reference = dense.map(d -> " (dense: " + percent(d.number("accuracy")) + ")").orElse("");
    section.headline(
        String.format(
            "Best of %s ways to route: %s at %s of the compute%s",
            count(routed.size()),
            percent(best.number("accuracy")),
            percent(best.number("computeRatio")),
            reference));
    section.say(
        String.format(
            "Gates, routers, ways to train them and penalties, each on the same samples. %s is: %s%s.",
            chosen.why(),
            name(best),
            dense
                .map(
                    d -> beside(best.number("accuracy"), d.number("accuracy"), "the dense network"))
                .map(words -> ", with " + words)
                .orElse("")));
    Map<String, List<Fields>> sides = new LinkedHashMap<>();
    for (Fields gate : of(cells, "gate")) {
      sides.computeIfAbsent(gate.textOr("skips", ""), none -> new ArrayList<>()).add(gate);
    }
    sides.forEach(
        (side, gates) ->
            plot(
                    side.isEmpty() ? "gates" : "gates-" + ExperimentPlots.identifier(side),
                    side.isEmpty() ? "Gates" : "Gates that skip " + side + " the threshold",
                    gates,
                    gate -> gate.textOr("measure", "gate"),
                    dense,
                    true)
                .ifPresent(section::plot));
    plot(
            "routers",
            "Routers",
            of(cells, "router"),
            cell -> cell.textOr("router", "router"),
            dense,
            false)
        .ifPresent(section::plot);
    plot(
            "training",
            "Ways to train routers",
            of(cells, "router"),
            cell -> cell.textOr("training", "router"),
            dense,
            false)
        .ifPresent(section::plot);
    plot(
            "penalties",
            "Penalties",
            of(cells, "router"),
            cell -> cell.textOr("penalty", "none"),
            dense,
            false)
        .ifPresent(section::plot);
    section.table(table("Routers", of(cells, "router")));
    section.table(table("Gates", of(cells, "gate")));
    section.table(failures(all));
    String dataset =
        result.fields().maybeIn("data").map(data -> data.textOr("dataset", "")).orElse("");
    dense.ifPresent(d -> section.landmark(landmark(dataset, "dense", d)));
    section.landmark(landmark(dataset, name(best), best));
  }

  private static Landmark landmark(String dataset, String name, Fields cell) {
    return new Landmark(
        dataset,
        name,
        cell.number("computeRatio"),
        cell.number("accuracy"),
        cell.number("skipRatio"));
  }

  /** A cell that failed has a reason and no figures. */
  private static boolean isFailed(Fields cell) {
    return cell.maybeText("error").isPresent();
  }

  private static Table failures(List<Fields> cells) {
    Table.Builder table = Table.of("Failed", "what", "why");
    for (Fields cell : cells) {
      cell.maybeText("error").ifPresent(error -> table.row(name(cell), error));
    }
    return table.table();
  }

  private static boolean isKind(Fields cell, String kind) {
    return cell.text("kind").equals(kind);
  }

  private static List<Fields> of(List<Fields> cells, String kind) {
    return cells.stream().filter(cell -> isKind(cell, kind)).toList();
  }

  /** A cell, and in which sense it is the best. */
  private record Best(Fields cell, String why) {}

  /** What computes more than the dense network is only named where there is nothing else. */
  private static Best best(List<Fields> routed, Optional<Fields> dense) {
    Comparator<Fields> byAccuracy = Comparator.comparingDouble(cell -> cell.number("accuracy"));
    Comparator<Fields> byCompute = Comparator.comparingDouble(cell -> cell.number("computeRatio"));
    List<Fields> saving = routed.stream().filter(cell -> cell.number("computeRatio") < 1).toList();
    double reference = dense.map(d -> d.number("accuracy")).orElse(Double.POSITIVE_INFINITY);
    return saving.stream()
        .filter(cell -> cell.number("computeRatio") <= HALF)
        .max(byAccuracy)
        .map(cell -> new Best(cell, "The best at up to half the compute"))
        .or(
            () ->
                saving.stream()
                    .filter(cell -> cell.number("accuracy") >= reference)
                    .min(byCompute)
                    .map(cell -> new Best(cell, "The cheapest that costs no accuracy")))
        .or(() -> saving.stream().max(byAccuracy).map(cell -> new Best(cell, "The best")))
        .or(() -> routed.stream().max(byAccuracy).map(cell -> new Best(cell, "The best")))
        .orElseThrow(() -> new Fields.MissingFieldException("expected a cell that is routed"));
  }

  private static String name(Fields cell) {
    List<String> words = new ArrayList<>(List.of(cell.text("kind")));
    for (String part : List.of("measure", "router", "training", "penalty")) {
      cell.maybeText(part).ifPresent(words::add);
    }
    double threshold = cell.maybeNumber("threshold");
    if (Double.isFinite(threshold)) {
      words.add("skips " + cell.textOr("skips", "below") + " " + plain(threshold));
    }
    double target = cell.maybeNumber("skipTarget");
    if (Double.isFinite(target)) {
      words.add("to skip " + percent(target));
    }
    return String.join(", ", words);
  }

  private static Optional<XyPlot> plot(
      String name,
      String title,
      List<Fields> cells,
      Function<Fields, String> group,
      Optional<Fields> dense,
      boolean joined) {
    if (cells.isEmpty()) {
      return Optional.empty();
    }
    List<String> labels = cells.stream().map(group).distinct().toList();
    List<String> own = labels.size() <= MOST_GROUPS ? labels : labels.subList(0, MOST_GROUPS - 1);
    Map<String, List<Point>> groups = new LinkedHashMap<>();
    for (Fields cell : cells) {
      String label = group.apply(cell);
      groups
          .computeIfAbsent(own.contains(label) ? label : "others", none -> new ArrayList<>())
          .add(new Point(cell.number("computeRatio"), cell.number("accuracy")));
    }
    List<Series> series = new ArrayList<>();
    groups.forEach(
        (label, points) -> {
          points.sort(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y));
          series.add(new Series(label, points, joined && !label.equals("others")));
        });
    dense.ifPresent(
        d ->
            series.add(
                new Series(
                    "dense",
                    List.of(new Point(d.number("computeRatio"), d.number("accuracy"))),
                    false)));
    return Optional.of(
        new XyPlot(
            name,
            title,
            Axis.percent("MACs of the dense network").withZero(),
            Axis.percent("accuracy"),
            series));
  }

  private static Table table(String title, List<Fields> cells) {
    Table.Builder table =
        Table.of(
            title, "what", "accuracy", "interval", "skip ratio", "compute ratio", "MACs", "routes");
    for (Fields cell : cells) {
      table.row(
          name(cell),
          finePercent(cell.number("accuracy")),
          finePercent(cell.maybeNumber("accuracyLow"))
              + " to "
              + finePercent(cell.maybeNumber("accuracyHigh")),
          percent(cell.number("skipRatio")),
          percent(cell.number("computeRatio")),
          count(cell.maybeNumber("macsPerSample")),
          count(cell.maybeNumber("distinctRoutes")));
    }
    return table.table();
  }
}
