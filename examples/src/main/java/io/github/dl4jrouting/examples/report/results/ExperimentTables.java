package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;
import static io.github.dl4jrouting.examples.report.section.NumberText.times;

import io.github.dl4jrouting.examples.report.section.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tables of {@link ExperimentView}. */
final class ExperimentTables {

  private ExperimentTables() {}

  static Table networks(List<Fields> networks) {
    Table.Builder table =
        Table.of(
            "Networks",
            "network",
            "accuracy",
            "confidence interval",
            "skip ratio",
            "compute ratio",
            "MACs per sample",
            "routes",
            "what it is");
    for (Fields network : networks) {
      Optional<Fields> accuracy = network.maybeIn("accuracy");
      table.row(
          network.text("name"),
          accuracy.map(a -> finePercent(a.number("value"))).orElse("no labels"),
          accuracy.map(ExperimentTables::interval).orElse("–"),
          percent(network.in("skipRatio").number("mean")),
          percent(network.number("computeRatio")),
          count(network.number("macsPerSample")),
          count(network.maybeNumber("distinctRoutes")),
          network.textOr("description", ""));
    }
    return table.table();
  }

  private static String interval(Fields accuracy) {
    return String.format(
        Locale.ROOT,
        "%.1f–%.1f\u00a0%% (at %.0f\u00a0%%)",
        100 * accuracy.number("low"),
        100 * accuracy.number("high"),
        100 * accuracy.number("confidence"));
  }

  static Table latencies(List<Fields> contestants) {
    Table.Builder table =
        Table.of(
            "Latency of a batch in ms, and throughput",
            "network, engine",
            "mean",
            "median",
            "p99",
            "standard deviation",
            "samples/s",
            "speed-up");
    for (Fields one : contestants) {
      Fields latency = one.in("latencyMillis");
      table.row(
          ExperimentView.contestant(one),
          plain(latency.number("mean")),
          plain(latency.number("median")),
          plain(latency.number("p99")),
          plain(latency.number("standardDeviation")),
          count(one.number("throughputSamplesPerSecond")),
          times(one.maybeNumber("speedup")));
    }
    return table.table();
  }

  static Table memory(List<Fields> contestants) {
    Table.Builder table =
        Table.of(
            "Memory while it ran, MiB",
            "network, engine",
            "kind",
            "p50",
            "p99",
            "peak",
            "standard deviation of the peak");
    for (Fields one : contestants) {
      Optional<Fields> memory = one.maybeIn("memoryMiB");
      for (String kind : memory.map(m -> m.names().toList()).orElse(List.of())) {
        Fields values = memory.orElseThrow().in(kind);
        if (values.maybeText("unavailable").isEmpty()) {
          table.row(
              ExperimentView.contestant(one),
              kind,
              plain(values.number("p50")),
              plain(values.maybeNumber("p99")),
              plain(values.maybeNumber("peak")),
              plain(values.maybeNumber("peakStandardDeviation")));
        }
      }
    }
    return table.table();
  }

  static Table energy(List<Fields> contestants) {
    Table.Builder table =
        Table.of("Energy, mJ", "network, engine", "total", "per sample", "measured");
    for (Fields one : contestants) {
      one.maybeIn("energy")
          .filter(energy -> energy.maybeText("unavailable").isEmpty())
          .ifPresent(
              energy ->
                  table.row(
                      ExperimentView.contestant(one),
                      plain(energy.number("totalMillijoules")),
                      plain(energy.number("perSampleMillijoules")),
                      energy.maybeList("zones").stream()
                          .map(zone -> zone.node().asText())
                          .collect(Collectors.joining(", "))));
    }
    return table.table();
  }

  static Table paper(Fields all) {
    Table.Builder table =
        Table.of(
            "Beside the paper's table",
            "metric",
            "unit",
            "paper",
            "its rule, run here",
            "a gate a sample",
            "trained",
            "why they differ");
    for (Fields row : all.maybeList("paper")) {
      table.row(
          row.text("metric"),
          row.textOr("unit", ""),
          plain(row.maybeNumber("paper")),
          plain(row.maybeNumber("papersRule")),
          plain(row.maybeNumber("perSample")),
          plain(row.maybeNumber("trained")),
          row.textOr("explanation", ""));
    }
    return table.table();
  }

  static Table skipRatios(List<Fields> networks) {
    Table.Builder table =
        Table.of(
            "Skip ratio over samples",
            "network",
            "mean",
            "lower quartile",
            "median",
            "upper quartile",
            "least",
            "most");
    for (Fields network : networks) {
      Fields skip = network.in("skipRatio");
      table.row(
          network.text("name"),
          percent(skip.number("mean")),
          percent(skip.maybeNumber("q25")),
          percent(skip.maybeNumber("median")),
          percent(skip.maybeNumber("q75")),
          percent(skip.maybeNumber("min")),
          percent(skip.maybeNumber("max")));
    }
    return table.table();
  }

  static Table blocks(List<Fields> networks) {
    Table.Builder table =
        Table.of("Blocks", "network", "block", "measure", "skips", "threshold", "skip ratio");
    for (Fields network : networks) {
      for (Fields block : network.maybeList("blocks")) {
        table.row(
            network.text("name"),
            block.text("block"),
            block.textOr("measure", ""),
            block.textOr("skips", ""),
            plain(block.maybeNumber("threshold")),
            percent(block.number("skipRatio")));
      }
    }
    return table.table();
  }

  static Table runs(Fields all) {
    Table.Builder table =
        Table.of(
            "Runs", "run", "network, engine", "median, ms", "p99, ms", "samples/s", "skip ratio");
    for (Fields run : all.maybeList("runs")) {
      Fields latency = run.in("latencyMillis");
      table.row(
          run.text("run"),
          ExperimentView.contestant(run),
          plain(latency.number("median")),
          plain(latency.number("p99")),
          count(run.number("throughputSamplesPerSecond")),
          percent(run.maybeIn("skipRatio").map(s -> s.number("mean")).orElse(Double.NaN)));
    }
    return table.table();
  }
}
