package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.PaperLine;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An experiment's figures for people.
 *
 * @param result what it found
 */
public record ExperimentSummary(ExperimentResult result) {

  private static final String NONE = "-";

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("\nThe paper's table and the same figures here\n\n");
    text.append(paper()).append('\n');
    for (PaperLine line : result.paper()) {
      text.append("  ").append(line.metric()).append(": ").append(line.explanation()).append('\n');
    }
    text.append("\nNetworks\n\n").append(networks());
    text.append(
        "\nEverything that was measured, over "
            + result.settings().runs()
            + " runs; a call is a batch of "
            + result.settings().batchSize()
            + "\n\n");
    text.append(metrics());
    String energy = result.contestants().get(0).energy().unavailable();
    if (energy != null) {
      text.append("\nEnergy is unavailable: ").append(energy).append('\n');
    }
    return text.toString();
  }

  private TextTable paper() {
    TextTable table =
        new TextTable(
            List.of(
                "metric",
                "unit",
                "paper",
                "paper's rule, here",
                "a gate a sample, untrained",
                "trained, calibrated"));
    for (PaperLine line : result.paper()) {
      table.row(
          List.of(
              line.metric(),
              line.unit(),
              number(line.paper()),
              number(line.papersRule()),
              number(line.perSample()),
              number(line.trained())));
    }
    return table;
  }

  private TextTable networks() {
    TextTable table =
        new TextTable(
            List.of(
                "network",
                "accuracy, % (95 %)",
                "skip ratio, %",
                "quartiles, %",
                "compute ratio, %",
                "MACs/sample",
                "routes"));
    for (Network network : result.networks()) {
      table.row(
          List.of(
              network.name(),
              network.accuracy() == null
                  ? NONE
                  : format(
                      "%.2f (%.2f to %.2f)",
                      100 * network.accuracy().value(),
                      100 * network.accuracy().low(),
                      100 * network.accuracy().high()),
              format("%.2f", 100 * network.skipRatio().mean()),
              format(
                  "%.0f %.0f %.0f",
                  100 * network.skipRatio().q25(),
                  100 * network.skipRatio().median(),
                  100 * network.skipRatio().q75()),
              format("%.2f", 100 * network.computeRatio()),
              format("%,.0f", network.macsPerSample()),
              String.valueOf(network.distinctRoutes())));
    }
    return table;
  }

  /** One line a metric, one column a contestant. */
  private TextTable metrics() {
    List<List<Metric>> columns = new ArrayList<>();
    for (Contestant contestant : result.contestants()) {
      columns.add(Metric.of(result.network(contestant.network()), contestant));
    }
    TextTable table =
        new TextTable(
            Stream.concat(
                    Stream.of("metric", "unit"),
                    result.contestants().stream().map(c -> c.network() + " " + c.engine()))
                .toList());
    List<Metric> longest =
        columns.stream().reduce((a, b) -> a.size() >= b.size() ? a : b).orElseThrow();
    for (Metric line : longest) {
      table.row(
          Stream.concat(
                  Stream.of(line.name(), line.unit()),
                  columns.stream().map(column -> cell(column, line.name())))
              .toList());
    }
    return table;
  }

  private static String cell(List<Metric> column, String name) {
    return column.stream()
        .filter(metric -> metric.name().equals(name))
        .map(metric -> metric.value() instanceof Double d ? number(d) : metric.value().toString())
        .findFirst()
        .orElse(NONE);
  }

  /** Four digits, as few as that where the number is large. */
  static String number(Double value) {
    if (value == null) {
      return NONE;
    }
    double size = Math.abs(value);
    return size >= 1000
        ? format("%,.0f", value)
        : size >= 10 ? format("%.1f", value) : format("%.4f", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
