package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.with;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.BarPlot;
import io.github.dl4jrouting.examples.report.plot.BarPlot.Bar;
import io.github.dl4jrouting.examples.report.plot.HeatmapPlot;
import io.github.dl4jrouting.examples.report.plot.HistogramPlot;
import io.github.dl4jrouting.examples.report.plot.Quartiles;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plots of {@link ExperimentView}. */
record ExperimentPlots(
    ResultFile result, List<Fields> networks, List<Fields> contestants, Fields shown) {

  private static final int MOST_SERIES = 6;

  void addTo(Section.Builder section) {
    accuracyOverCompute().ifPresent(section::plot);
    latencyDistribution().ifPresent(section::plot);
    section.plot(throughput());
    memory().ifPresent(section::plot);
    energy().ifPresent(section::plot);
    skipHistogram(shown).ifPresent(section::plot);
    networks.stream()
        .filter(network -> network.flag("routed") && network != shown)
        .limit(MOST_SERIES)
        .forEach(network -> skipHistogram(network).ifPresent(section::plot));
    pathShares().forEach(section::plot);
  }

  private Optional<XyPlot> accuracyOverCompute() {
    List<Series> series = new ArrayList<>();
    for (Fields network : networks) {
      ExperimentView.accuracy(network)
          .map(accuracy -> new Point(network.number("computeRatio"), accuracy))
          .ifPresent(point -> series.add(new Series(network.text("name"), List.of(point), false)));
    }
    return series.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new XyPlot(
                "accuracy-compute",
                "Accuracy against compute",
                Axis.percent("MACs of the dense network").withZero(),
                Axis.percent("accuracy"),
                series));
  }

  /** The distribution of latencies as shares, so that contestants with fewer calls compare. */
  private Optional<XyPlot> latencyDistribution() {
    Optional<CsvFile> file =
        result.csv("latency-histogram.csv", "network", "engine", "fromMillis", "toMillis", "count");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    for (Fields one : contestants.stream().limit(MOST_SERIES).toList()) {
      series.add(new Series(ExperimentView.contestant(one), endedWithin(file.get(), one), true));
    }
    return Optional.of(
        new XyPlot(
            "latency",
            "How long a batch takes",
            Axis.of("latency, ms").logarithmically(),
            Axis.percent("calls that took no longer").withZero(),
            series));
  }

  /**
   * Which share of calls ended within a time; between the last bin before the first call and the
   * one of the last call, as all contestants share their bins.
   */
  private static List<Point> endedWithin(CsvFile csv, Fields contestant) {
    List<List<String>> rows =
        csv.where("network", contestant.text("network")).stream()
            .filter(row -> csv.cell(row, "engine").equals(contestant.text("engine")))
            .toList();
    double calls = rows.stream().mapToDouble(row -> csv.number(row, "count")).sum();
    List<Point> points = new ArrayList<>();
    double ended = 0;
    for (List<String> row : rows) {
      double before = ended;
      ended += csv.number(row, "count");
      if (ended > 0 && before < calls) {
        if (before == 0) {
          points.add(new Point(csv.number(row, "fromMillis"), 0));
        }
        points.add(new Point(csv.number(row, "toMillis"), ended / calls));
      }
    }
    return points;
  }

  private BarPlot throughput() {
    List<Bar> bars = new ArrayList<>();
    for (Fields one : contestants) {
      double value = one.number("throughputSamplesPerSecond");
      bars.add(new Bar(ExperimentView.contestant(one), value, count(value), colour(one)));
    }
    return new BarPlot("throughput", "Throughput", "samples a second; longer is better", bars);
  }

  private int colour(Fields contestant) {
    return contestant.text("engine").equals(ExperimentView.STOCK) ? 0 : 1;
  }

  private Optional<BarPlot> memory() {
    List<Bar> bars = new ArrayList<>();
    for (Fields one : contestants) {
      for (String kind : List.of("heap", "native")) {
        one.maybeIn("memoryMiB")
            .flatMap(memory -> memory.maybeIn(kind))
            .map(values -> values.maybeNumber("p99"))
            .filter(Double::isFinite)
            .ifPresent(
                value ->
                    bars.add(
                        new Bar(
                            ExperimentView.contestant(one) + ": " + kind,
                            value,
                            with(value, "MiB"),
                            kind.equals("heap") ? 0 : 2)));
      }
    }
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(new BarPlot("memory", "Memory", "99th percentile while it ran, MiB", bars));
  }

  private Optional<BarPlot> energy() {
    List<Bar> bars = new ArrayList<>();
    for (Fields one : contestants) {
      one.maybeIn("energy")
          .map(energy -> energy.maybeNumber("perSampleMillijoules"))
          .filter(Double::isFinite)
          .ifPresent(
              value ->
                  bars.add(
                      new Bar(
                          ExperimentView.contestant(one), value, with(value, "mJ"), colour(one))));
    }
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(new BarPlot("energy", "Energy", "a sample, mJ; shorter is better", bars));
  }

  private static Optional<HistogramPlot> skipHistogram(Fields network) {
    Fields skip = network.in("skipRatio");
    List<Fields> bins = skip.maybeList("histogram");
    if (bins.isEmpty()) {
      return Optional.empty();
    }
    List<Double> edges = new ArrayList<>(List.of(bins.get(0).number("from")));
    List<Double> counts = new ArrayList<>();
    for (Fields bin : bins) {
      edges.add(bin.number("to"));
      counts.add(bin.number("count"));
    }
    String name = network.text("name");
    return Optional.of(
        new HistogramPlot(
            "skip-ratio-" + identifier(name),
            "How much is skipped for a sample: " + name,
            Axis.percent("blocks skipped"),
            "samples",
            edges,
            counts,
            Optional.of(
                new Quartiles(
                    skip.number("min"),
                    skip.number("q25"),
                    skip.number("median"),
                    skip.number("q75"),
                    skip.number("max")))));
  }

  static String identifier(String name) {
    return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private List<HeatmapPlot> pathShares() {
    Optional<CsvFile> file = result.csv("paths.csv", "network", "block", "class", "throughShare");
    if (file.isEmpty()) {
      return List.of();
    }
    List<String> drawn = networks.stream().map(network -> network.text("name")).toList();
    List<String> names = new ArrayList<>(file.get().distinct("network"));
    names.retainAll(drawn);
    String first = shown.text("name");
    names.sort((a, b) -> Boolean.compare(b.equals(first), a.equals(first)));
    return names.stream().limit(MOST_SERIES).map(name -> pathShares(file.get(), name)).toList();
  }

  private HeatmapPlot pathShares(CsvFile csv, String network) {
    CsvFile own = new CsvFile(csv.header(), csv.where("network", network));
    List<String> blocks = own.distinct("block");
    List<String> classes = own.distinct("class");
    List<List<Double>> cells = new ArrayList<>();
    for (String block : blocks) {
      List<List<String>> rows = own.where("block", block);
      cells.add(
          classes.stream()
              .map(
                  name ->
                      rows.stream()
                          .filter(row -> own.cell(row, "class").equals(name))
                          .mapToDouble(row -> own.number(row, "throughShare"))
                          .findFirst()
                          .orElse(Double.NaN))
              .toList());
    }
    return new HeatmapPlot(
        "paths-" + identifier(network),
        "Who goes through which block: " + network,
        "share of samples that a block computes",
        "block",
        "class",
        blocks,
        classes.stream().map(result::className).toList(),
        cells);
  }
}
