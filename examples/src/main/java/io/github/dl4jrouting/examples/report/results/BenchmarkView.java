package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;
import static io.github.dl4jrouting.examples.report.section.NumberText.times;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.BarPlot;
import io.github.dl4jrouting.examples.report.plot.BarPlot.Bar;
import io.github.dl4jrouting.examples.report.plot.Plot;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code benchmark}: how long the inference engine and others take. */
final class BenchmarkView implements View {

  private static final String ENGINE = "engine";
  private static final String STOCK = "stock";

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    List<Fields> rows = all.list("rows");
    List<Fields> claims = all.maybeList("claims");
    long met = claims.stream().filter(claim -> claim.flag("met")).count();
    section.headline(headline(all, met, claims.size()));
    section.say(
        String.format(
            "%s ran the same networks with the same weights in turns, each in a process of its own;"
                + " their outputs differ by at most %s. Times are medians over all passes.",
            String.join(", ", all.in("contestants").names().toList()),
            plain(all.number("largestDifference"))));
    if (!all.flag("complete")) {
      section.say("This run was ended before all shapes were measured.");
    }
    List<Double> batches =
        rows.stream().map(row -> row.number("batch")).distinct().sorted().toList();
    for (double batch : ends(batches)) {
      speedUps(rows, batch).ifPresent(section::plot);
    }
    for (String workload : rows.stream().map(row -> row.text("workload")).distinct().toList()) {
      timeOverCompute(rows, workload, batches).ifPresent(section::plot);
    }
    section.table(claims(claims));
    section.detail(rows(rows));
    section.detail(ratios(all.maybeList("ratios")));
  }

  private static String headline(Fields all, long met, int claims) {
    String stock = "stock dense / engine dense";
    List<Double> ratios =
        all.maybeList("ratios").stream()
            .filter(ratio -> ratio.text("measure").equals(stock))
            .map(ratio -> ratio.number("value"))
            .sorted()
            .toList();
    String held = claims == 0 ? "" : String.format("%d of %d claims hold", met, claims);
    if (ratios.isEmpty()) {
      return held.isEmpty() ? "Times of the inference engine" : held;
    }
    return String.format(
        "Dense networks run %s to %s as fast as on stock DL4J%s",
        times(ratios.get(0)),
        times(ratios.get(ratios.size() - 1)),
        held.isEmpty() ? "" : "; " + held);
  }

  /** The smallest and the largest: between them nothing surprising happens. */
  private static List<Double> ends(List<Double> batches) {
    return batches.size() < 2 ? batches : List.of(batches.get(0), batches.get(batches.size() - 1));
  }

  private static Optional<Plot> speedUps(List<Fields> rows, double batch) {
    List<Bar> bars = new ArrayList<>();
    List<Fields> dense =
        rows.stream().filter(row -> row.number("batch") == batch && isDense(row)).toList();
    for (Fields stock : dense) {
      if (!stock.text("engine").equals(STOCK)) {
        continue;
      }
      for (Fields row : dense) {
        String engine = row.text("engine");
        if (row.text("workload").equals(stock.text("workload")) && !engine.equals(STOCK)) {
          double times = stock.number("medianMicros") / row.number("medianMicros");
          int colour = engine.equals(ENGINE) ? 1 : engine.equals("pytorch") ? 0 : 2;
          bars.add(new Bar(row.text("workload") + ", " + engine, times, times(times), colour));
        }
      }
    }
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BarPlot(
                "speed-batch-" + count(batch),
                "Dense networks, batch " + count(batch) + ": how many times as fast as stock DL4J",
                "stock DL4J's median time / own; mark: as fast",
                bars,
                1));
  }

  private static boolean isDense(Fields row) {
    return row.text("network").equals("dense");
  }

  private static Optional<Plot> timeOverCompute(
      List<Fields> rows, String workload, List<Double> batches) {
    List<Series> series = new ArrayList<>();
    for (double batch : batches) {
      List<Fields> own =
          rows.stream()
              .filter(row -> row.text("workload").equals(workload))
              .filter(row -> row.text("engine").equals(ENGINE) && row.number("batch") == batch)
              .toList();
      Optional<Fields> dense = own.stream().filter(BenchmarkView::isDense).findFirst();
      List<Point> points =
          own.stream()
              .filter(row -> dense.isPresent() && !isDense(row))
              .map(
                  row ->
                      new Point(
                          1 - row.number("skipRatio"),
                          row.number("medianMicros") / dense.get().number("medianMicros")))
              .sorted(Comparator.comparingDouble(Point::x))
              .toList();
      if (points.size() > 1) {
        series.add(new Series("batch " + count(batch), points, true));
      }
    }
    return series.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new XyPlot(
                "skipping-" + workload.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                "What skipping saves: " + workload,
                Axis.percent("blocks computed").withZero(),
                Axis.percent("time of the dense network's").withZero(),
                series));
  }

  private static Table claims(List<Fields> claims) {
    Table.Builder table = Table.of("Claims", "claim", "measured", "bar", "met", "worst");
    for (Fields claim : claims) {
      table.row(
          claim.text("statement"),
          plain(claim.number("value")),
          claim.text("bar"),
          claim.flag("met") ? "yes" : "no",
          claim.text("worst"));
    }
    return table.table();
  }

  private static Table rows(List<Fields> rows) {
    Table.Builder table =
        Table.of(
            "Times of a call, µs",
            "workload",
            "batch",
            "contestant",
            "network",
            "skipped",
            "median",
            "p99",
            "fastest",
            "calls");
    for (Fields row : rows) {
      table.row(
          row.text("workload"),
          row.text("batch"),
          row.text("engine"),
          row.text("network"),
          percent(row.number("skipRatio")),
          plain(row.number("medianMicros")),
          plain(row.number("p99Micros")),
          plain(row.maybeNumber("bestMicros")),
          count(row.maybeNumber("calls")));
    }
    return table.table();
  }

  private static Table ratios(List<Fields> ratios) {
    Table.Builder table = Table.of("Ratios", "ratio", "workload", "batch", "skipped", "value");
    for (Fields ratio : ratios) {
      table.row(
          ratio.text("measure"),
          ratio.text("workload"),
          ratio.text("batch"),
          percent(ratio.number("skipRatio")),
          plain(ratio.number("value")));
    }
    return table.table();
  }
}
