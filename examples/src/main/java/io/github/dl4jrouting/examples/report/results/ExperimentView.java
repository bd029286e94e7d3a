package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;
import static io.github.dl4jrouting.examples.report.section.NumberText.times;

import io.github.dl4jrouting.examples.report.section.Landmark;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code classify} and {@code synthetic}: routed networks beside their dense twin, all metrics. */
final class ExperimentView implements View {

  static final String STOCK = "stock";

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    List<Fields> networks = all.list("networks");
    List<Fields> contestants = all.list("contestants");
    Fields shown = shown(all, networks);
    Optional<Fields> dense =
        networks.stream()
            .filter(n -> !n.flag("routed") && isTrained(n) == isTrained(shown))
            .findFirst();
    section.headline(headline(shown, dense, contestants));
    section.say(compared(all));
    unavailable(contestants, section);
    plots(result, networks, contestants, shown).addTo(section);
    new SampleGallery(result).addTo(section, shown.text("name"));
    section.table(networks(networks));
    section.table(latencies(contestants));
    section.table(memory(contestants));
    section.table(energy(contestants));
    section.table(paper(all));
    section.detail(skipRatios(networks));
    section.detail(blocks(networks));
    section.detail(runs(all));
    landmarks(all, networks, section);
  }

  /** Trained networks where there are some: the others are in the tables. */
  private static ExperimentPlots plots(
      ResultFile result, List<Fields> networks, List<Fields> contestants, Fields shown) {
    List<Fields> drawn =
        isTrained(shown) ? networks.stream().filter(ExperimentView::isTrained).toList() : networks;
    List<String> names = drawn.stream().map(network -> network.text("name")).toList();
    List<Fields> running =
        contestants.stream().filter(one -> names.contains(one.text("network"))).toList();
    return new ExperimentPlots(result, drawn, running, shown);
  }

  private static Fields shown(Fields all, List<Fields> networks) {
    String name = all.textOr("shown", "");
    return networks.stream()
        .filter(network -> network.text("name").equals(name))
        .findFirst()
        .or(() -> networks.stream().filter(n -> n.flag("routed") && isTrained(n)).findFirst())
        .or(() -> networks.stream().filter(network -> network.flag("routed")).findFirst())
        .orElseThrow(
            () -> new Fields.MissingFieldException("expected a routed network among networks"));
  }

  private static String headline(Fields shown, Optional<Fields> dense, List<Fields> contestants) {
    String name = shown.text("name");
    double compute = shown.number("computeRatio");
    Optional<Double> accuracy = accuracy(shown);
    if (accuracy.isPresent()) {
      String against =
          dense
              .flatMap(ExperimentView::accuracy)
              .map(value -> " (dense: " + percent(value) + ")")
              .orElse("");
      return name
          + ": "
          + percent(accuracy.get())
          + " at "
          + percent(compute)
          + " of the compute"
          + against;
    }
    String faster =
        contestants.stream()
            .filter(c -> c.text("network").equals(name) && !c.text("engine").equals(STOCK))
            .map(c -> c.maybeNumber("speedup"))
            .filter(Double::isFinite)
            .findFirst()
            .map(speedup -> ", " + times(speedup) + " as fast as stock DL4J")
            .orElse("");
    return name + ": " + percent(compute) + " of the compute" + faster;
  }

  static Optional<Double> accuracy(Fields network) {
    return network.maybeIn("accuracy").map(accuracy -> accuracy.number("value"));
  }

  private static String compared(Fields all) {
    Fields settings = all.in("settings");
    String samples =
        all.maybeIn("data")
            .map(d -> count(d.maybeNumber("testSamples")) + " test samples of " + d.text("dataset"))
            .orElseGet(() -> count(settings.maybeNumber("samples")) + " samples");
    return String.format(
        "Dense and routed networks ran in turns on %s, %s times, in batches of %s; warm-up is left"
            + " out.",
        samples, count(settings.number("runs")), count(settings.number("batchSize")));
  }

  /** What the machine did not tell, and why: never a zero. */
  private static void unavailable(List<Fields> contestants, Section.Builder section) {
    Set<String> reasons = new LinkedHashSet<>();
    for (Fields one : contestants) {
      one.maybeIn("energy")
          .flatMap(energy -> energy.maybeText("unavailable"))
          .ifPresent(why -> reasons.add("Energy: unavailable (" + why + ")."));
      one.maybeIn("memoryMiB").ifPresent(memory -> unavailable(memory, reasons));
    }
    reasons.forEach(section::say);
  }

  private static void unavailable(Fields memory, Set<String> reasons) {
    for (String kind : memory.names().toList()) {
      memory
          .in(kind)
          .maybeText("unavailable")
          .ifPresent(why -> reasons.add("Memory, " + kind + ": unavailable (" + why + ")."));
    }
  }

  private static Table networks(List<Fields> networks) {
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
          accuracy.map(ExperimentView::interval).orElse("–"),
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

  static String contestant(Fields one) {
    String engine = one.text("engine");
    return one.text("network") + ", " + (engine.equals(STOCK) ? "stock DL4J" : engine);
  }

  private static Table latencies(List<Fields> contestants) {
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
          contestant(one),
          plain(latency.number("mean")),
          plain(latency.number("median")),
          plain(latency.number("p99")),
          plain(latency.number("standardDeviation")),
          count(one.number("throughputSamplesPerSecond")),
          times(one.maybeNumber("speedup")));
    }
    return table.table();
  }

  private static Table memory(List<Fields> contestants) {
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
              contestant(one),
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

  private static Table energy(List<Fields> contestants) {
    Table.Builder table =
        Table.of("Energy, mJ", "network, engine", "total", "per sample", "measured");
    for (Fields one : contestants) {
      one.maybeIn("energy")
          .filter(energy -> energy.maybeText("unavailable").isEmpty())
          .ifPresent(
              energy ->
                  table.row(
                      contestant(one),
                      plain(energy.number("totalMillijoules")),
                      plain(energy.number("perSampleMillijoules")),
                      energy.maybeList("zones").stream()
                          .map(zone -> zone.node().asText())
                          .collect(Collectors.joining(", "))));
    }
    return table.table();
  }

  /** What a network that was never trained gets right is chance. */
  static boolean isTrained(Fields network) {
    return network.flag("trained");
  }

  private static Table paper(Fields all) {
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

  private static Table skipRatios(List<Fields> networks) {
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

  private static Table blocks(List<Fields> networks) {
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

  private static Table runs(Fields all) {
    Table.Builder table =
        Table.of(
            "Runs", "run", "network, engine", "median, ms", "p99, ms", "samples/s", "skip ratio");
    for (Fields run : all.maybeList("runs")) {
      Fields latency = run.in("latencyMillis");
      table.row(
          run.text("run"),
          contestant(run),
          plain(latency.number("median")),
          plain(latency.number("p99")),
          count(run.number("throughputSamplesPerSecond")),
          percent(run.maybeIn("skipRatio").map(s -> s.number("mean")).orElse(Double.NaN)));
    }
    return table.table();
  }

  private static void landmarks(Fields all, List<Fields> networks, Section.Builder section) {
    String dataset = all.maybeIn("data").map(data -> data.text("dataset")).orElse("");
    for (Fields network : networks.stream().filter(ExperimentView::isTrained).toList()) {
      accuracy(network)
          .ifPresent(
              accuracy ->
                  section.landmark(
                      new Landmark(
                          dataset,
                          network.text("name"),
                          network.number("computeRatio"),
                          accuracy,
                          network.in("skipRatio").number("mean"))));
    }
  }
}
