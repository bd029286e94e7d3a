package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.beside;
import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;
import static io.github.dl4jrouting.examples.report.section.NumberText.times;
import static io.github.dl4jrouting.examples.report.section.NumberText.with;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.BarPlot;
import io.github.dl4jrouting.examples.report.plot.BarPlot.Bar;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Landmark;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** {@code train} and {@code evaluate}: a routed model of the zoo beside its dense twin. */
final class EvaluationView implements View {

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    Fields dense = all.in("dense");
    Fields routed = all.in("routed");
    Fields dependence = all.in("inputDependence");
    Fields speedup = all.in("speedup");
    double accuracy = routed.number("accuracy");
    double compute = routed.number("computeRatio");
    section.headline(
        String.format(
            "%s: %s at %s of the compute (dense: %s)",
            all.text("model"),
            finePercent(accuracy),
            percent(compute),
            finePercent(dense.number("accuracy"))));
    section.say(
        String.format(
            "A routed model (weights: %s) and its dense twin on %s test samples of %s. The routed one"
                + " has %s; it runs %s as fast for single samples, %s with one thread, and %s for"
                + " batches of 64, all on the inference engine.",
            all.text("weights"),
            count(all.number("testSamples")),
            all.text("dataset"),
            beside(accuracy, dense.number("accuracy"), "the dense one"),
            times(speedup.number("batch1")),
            times(speedup.number("batch1OneThread")),
            times(speedup.number("batch64"))));
    section.say(
        String.format(
            "Samples take %s different routes; a route tells %s bits about the class, and %s about"
                + " whether the dense twin is right.",
            count(dependence.number("routes")),
            plain(dependence.number("classBits")),
            plain(dependence.number("difficultyBits"))));
    Optional<Fields> rival = dependence.maybeIn("bestStatic");
    section.plot(accuracyOverCompute(dense, routed, rival));
    if (!all.list("gates").isEmpty()) {
      section.plot(gates(all.list("gates")));
    }
    section.plot(latency(dense, routed));
    section.table(networks(dense, routed, rival));
    section.table(gateTable(all.list("gates")));
    String dataset = all.text("dataset");
    String model = all.text("model");
    section.landmark(new Landmark(dataset, model + ", dense", 1, dense.number("accuracy"), 0));
    section.landmark(
        new Landmark(dataset, model + ", routed", compute, accuracy, routed.number("skipRatio")));
  }

  private static XyPlot accuracyOverCompute(Fields dense, Fields routed, Optional<Fields> rival) {
    List<Series> series = new ArrayList<>();
    series.add(point("dense", 1, dense.number("accuracy")));
    series.add(point("routed", routed.number("computeRatio"), routed.number("accuracy")));
    rival.ifPresent(
        one ->
            series.add(
                point(
                    "best static sub-network",
                    one.number("macsPerSample") / dense.number("macsPerSample"),
                    one.number("accuracy"))));
    return new XyPlot(
        "accuracy-compute",
        "Accuracy against compute",
        Axis.percent("MACs of the dense network").withZero(),
        Axis.percent("accuracy on the test samples"),
        series);
  }

  private static Series point(String name, double compute, double accuracy) {
    return new Series(name, List.of(new Point(compute, accuracy)), false);
  }

  private static BarPlot gates(List<Fields> gates) {
    List<Bar> bars = new ArrayList<>();
    for (Fields gate : gates) {
      double through = gate.number("through");
      bars.add(
          new Bar(gate.text("name"), through, percent(through), gate.flag("collapsed") ? 5 : 0));
    }
    return new BarPlot(
        "gates",
        "Who goes through each gate",
        "share of samples; mark: all; grey: the same for nearly all",
        bars,
        1);
  }

  private static BarPlot latency(Fields dense, Fields routed) {
    List<Bar> bars = new ArrayList<>();
    BiConsumer<String, String> both =
        (field, name) -> {
          double one = dense.in("latencyMs").number(field);
          double other = routed.in("latencyMs").number(field);
          bars.add(new Bar("dense, " + name, one, with(one, "ms"), 0));
          bars.add(new Bar("routed, " + name, other, with(other, "ms"), 1));
        };
    both.accept("batch1", "one sample");
    both.accept("batch1OneThread", "one sample, one thread");
    both.accept("batch64", "batch of 64");
    return new BarPlot("latency", "Time of a call", "median on the inference engine, ms", bars);
  }

  private static Table networks(Fields dense, Fields routed, Optional<Fields> rival) {
    Table.Builder table =
        Table.of(
            "Networks", "network", "accuracy", "skip ratio", "compute ratio", "MACs", "parameters");
    row(table, "dense", dense);
    row(table, "routed", routed);
    rival.ifPresent(
        one ->
            table.row(
                "best static sub-network of no more compute",
                finePercent(one.number("accuracy")),
                "–",
                percent(one.number("macsPerSample") / dense.number("macsPerSample")),
                count(one.number("macsPerSample")),
                "–"));
    return table.table();
  }

  private static void row(Table.Builder table, String name, Fields network) {
    table.row(
        name,
        finePercent(network.number("accuracy")),
        percent(network.number("skipRatio")),
        percent(network.number("computeRatio")),
        count(network.number("macsPerSample")),
        count(network.number("parameters")));
  }

  private static Table gateTable(List<Fields> gates) {
    Table.Builder table =
        Table.of("Gates and routers", "gate", "through", "the same for nearly all");
    for (Fields gate : gates) {
      table.row(
          gate.text("name"),
          percent(gate.number("through")),
          gate.flag("collapsed") ? "yes" : "no");
    }
    return table.table();
  }
}
