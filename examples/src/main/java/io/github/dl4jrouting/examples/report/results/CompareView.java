package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;
import static io.github.dl4jrouting.examples.report.section.NumberText.times;

import io.github.dl4jrouting.examples.report.plot.BarPlot;
import io.github.dl4jrouting.examples.report.plot.BarPlot.Bar;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.List;

/** {@code compare}: networks as they are, on stock DL4J and on the inference engine. */
final class CompareView implements View {

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    List<Fields> rows = all.list("rows");
    section.headline(headline(rows));
    section.say(
        String.format(
            "Each network ran on both by turns, on the same samples; times are medians. The engine"
                + " multiplied with %s. %s",
            all.flag("vectorApi") ? "the Vector API" : "OpenBLAS", unlike(rows)));
    List<String> left =
        rows.stream()
            .filter(row -> !left(row).isEmpty())
            .map(row -> row.text("model"))
            .distinct()
            .toList();
    section.say(
        left.isEmpty()
            ? "Its own kernels computed every vertex."
            : "It left vertices to DL4J in " + String.join(", ", left) + ".");
    for (double batch : rows.stream().map(row -> row.number("batch")).distinct().toList()) {
      section.plot(speedUps(rows, batch));
    }
    section.table(table(rows));
  }

  private static String headline(List<Fields> rows) {
    if (rows.isEmpty()) {
      return "No network was timed";
    }
    List<Double> speedUps = rows.stream().map(row -> row.number("speedup")).sorted().toList();
    String least = times(speedUps.get(0));
    String most = times(speedUps.get(speedUps.size() - 1));
    List<String> names = rows.stream().map(row -> row.text("model")).distinct().toList();
    return String.format(
        "%s: %s as fast as on stock DL4J",
        names.size() == 1 ? names.get(0) : names.size() + " networks",
        least.equals(most) ? least : least + " to " + most);
  }

  private static String unlike(List<Fields> rows) {
    if (rows.stream().anyMatch(row -> row.number("largestDifference") < 0)) {
      return "Some outputs are of another shape than stock DL4J's, or not finite where those are.";
    }
    double largest =
        rows.stream().mapToDouble(row -> row.number("largestDifference")).max().orElse(0);
    return String.format(
        "Outputs differ by at most %s of an output's largest number.", plain(largest));
  }

  private static BarPlot speedUps(List<Fields> rows, double batch) {
    return new BarPlot(
        "speed-batch-" + count(batch),
        "Batch " + count(batch) + ": how many times as fast as stock DL4J",
        "stock DL4J's median time / the engine's; mark: as fast",
        rows.stream()
            .filter(row -> row.number("batch") == batch)
            .map(
                row ->
                    new Bar(
                        row.text("model"), row.number("speedup"), times(row.number("speedup")), 1))
            .toList(),
        1);
  }

  private static String left(Fields row) {
    return String.join(", ", row.list("leftToDl4j").stream().map(v -> v.node().asText()).toList());
  }

  private static Table table(List<Fields> rows) {
    Table.Builder table =
        Table.of(
            "Times of a call, ms",
            "network",
            "sample",
            "batch",
            "parameters",
            "stock DL4J",
            "engine",
            "times as fast",
            "difference",
            "left to DL4J");
    for (Fields row : rows) {
      double difference = row.number("largestDifference");
      table.row(
          row.text("model"),
          row.text("input") + (row.flag("masked") ? ", masks" : ""),
          count(row.number("batch")),
          count(row.number("parameters")),
          plain(row.number("stockMs")),
          plain(row.number("engineMs")),
          times(row.number("speedup")),
          difference < 0 ? "unlike" : plain(difference),
          left(row).isEmpty() ? "nothing" : left(row));
    }
    return table.table();
  }
}
