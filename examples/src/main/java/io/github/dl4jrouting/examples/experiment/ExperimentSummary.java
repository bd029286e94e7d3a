package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.PaperLine;
import io.github.dl4jrouting.examples.metrics.Energy;
import io.github.dl4jrouting.examples.metrics.Latency;
import io.github.dl4jrouting.examples.metrics.MemoryUse;
import io.github.dl4jrouting.examples.report.NothingSkipped;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
    if (nothingSkipped()) {
      text.append('\n').append(NothingSkipped.advice(result.data().calibrationSamples()));
    }
    text.append(
        "\nTime of a batch of %d, over %d runs; speed-up over the dense twin on stock DL4J\n\n"
            .formatted(result.settings().batchSize(), result.settings().runs()));
    text.append(times());
    text.append("\nMemory of the process while it ran, MiB\n\n").append(memory());
    String energy = result.contestants().get(0).energy().unavailable();
    if (energy != null) {
      text.append("\nEnergy is unavailable: ").append(energy).append('\n');
    }
    return text.toString();
  }

  private boolean nothingSkipped() {
    return result.networks().stream()
        .anyMatch(one -> one.name().equals(Paper.CALIBRATED) && one.skipRatio().mean() == 0);
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

  private TextTable times() {
    TextTable table =
        new TextTable(
            List.of(
                "network and engine",
                "mean, ms",
                "median, ms",
                "p99, ms",
                "st. dev., ms",
                "samples/s",
                "speed-up",
                "energy, mJ",
                "energy/sample, mJ"));
    for (Contestant contestant : result.contestants()) {
      Latency latency = contestant.latencyMillis();
      table.row(
          List.of(
              contestant.network() + ", " + contestant.engine(),
              number(latency.mean()),
              number(latency.median()),
              number(latency.p99()),
              number(latency.standardDeviation()),
              number(contestant.throughputSamplesPerSecond()),
              format("%.2f", contestant.speedup()),
              energy(contestant.energy().total()),
              energy(contestant.energy().perSample())));
    }
    return table;
  }

  private static String energy(Object value) {
    return value instanceof Double number ? number(number) : value.toString();
  }

  private TextTable memory() {
    List<String> titles = new ArrayList<>(List.of("network and engine"));
    for (String kind : List.of("heap", "native", "resident")) {
      titles.addAll(List.of(kind + " p50", "p99", "peak", "st. dev. of peak"));
    }
    TextTable table = new TextTable(titles);
    for (Contestant contestant : result.contestants()) {
      MemoryUse memory = contestant.memoryMiB();
      List<String> cells = new ArrayList<>();
      cells.add(contestant.network() + ", " + contestant.engine());
      for (MemoryUse.Kind kind : List.of(memory.heap(), memory.nativeMemory(), memory.resident())) {
        boolean unknown = kind.unavailable() != null;
        for (Double value :
            Arrays.asList(kind.p50(), kind.p99(), kind.peak(), kind.peakStandardDeviation())) {
          cells.add(unknown ? Energy.UNAVAILABLE : number(value));
        }
      }
      table.row(cells);
    }
    return table;
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
