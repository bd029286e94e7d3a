package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.beside;
import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;
import static io.github.dl4jrouting.examples.report.section.NumberText.times;
import static io.github.dl4jrouting.examples.report.section.NumberText.with;

import io.github.dl4jrouting.examples.report.NothingSkipped;
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
import java.util.Comparator;
import java.util.List;

/** {@code calibrate}: gates around the blocks of a trained network. */
final class CalibrateView implements View {

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    Fields data = all.in("data");
    Fields speedup = all.in("speedup");
    double accuracy = all.number("accuracy");
    double before = all.number("baselineAccuracy");
    double compute = all.number("computeRatio");
    boolean exits = all.in("settings").textOr("gates", "").equalsIgnoreCase("confidence");
    section.headline(
        String.format(
            "Calibrated: %s at %s of the compute (before: %s)",
            finePercent(accuracy), percent(compute), finePercent(before)));
    section.say(
        String.format(
            "%s of a trained network, which was not trained again, and"
                + " set on %s samples of %s so that at most %s points are lost. On %s test samples"
                + " the network has %s; it runs %s as fast for single samples and %s for"
                + " batches of 64.",
            exits ? "Early exits were put before the blocks" : "Gates were put around the blocks",
            count(data.number("calibrationSamples")),
            data.text("dataset"),
            plain(100 * all.in("settings").number("allowedDrop")),
            count(data.number("testSamples")),
            beside(accuracy, before, "before"),
            times(speedup.number("batch1")),
            times(speedup.number("batch64"))));
    if (all.number("skipRatio") == 0) {
      section.say(NothingSkipped.advice((int) data.number("calibrationSamples")).strip());
    }
    section.plot(front(all, accuracy, before, compute));
    section.plot(skips(all));
    section.plot(latency(speedup.in("micros")));
    section.table(gates(all));
    section.table(speed(speedup));
    section.table(criteria(all));
    section.table(promises(all));
    section.detail(points(all));
    section.landmark(new Landmark(data.text("dataset"), "original", 1, before, 0));
    section.landmark(
        new Landmark(
            data.text("dataset"), "calibrated", compute, accuracy, all.number("skipRatio")));
  }

  private static XyPlot front(Fields all, double accuracy, double before, double compute) {
    return new XyPlot(
        "front",
        "Accuracy against compute",
        Axis.percent("MACs of the original").withZero(),
        Axis.percent("accuracy on the test samples"),
        List.of(
            new Series("what thresholds can do", front(all.list("pareto")), true),
            new Series("calibrated", List.of(new Point(compute, accuracy)), false),
            new Series("original", List.of(new Point(1, before)), false)));
  }

  /** Points of a front from the least compute to the most. */
  static List<Point> front(List<Fields> points) {
    return points.stream()
        .map(point -> new Point(point.number("computeRatio"), point.number("accuracy")))
        .sorted(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y))
        .toList();
  }

  private static BarPlot skips(Fields all) {
    List<Bar> bars = new ArrayList<>();
    for (Fields gate : all.list("thresholds")) {
      double skipped = gate.number("skipRatio");
      bars.add(new Bar(gate.text("gate"), skipped, percent(skipped), 0));
    }
    return new BarPlot(
        "gates", "What each gate skips", "share of samples around the block; mark: all", bars, 1);
  }

  private static BarPlot latency(Fields micros) {
    List<Bar> bars = new ArrayList<>();
    for (String batch : List.of("1", "64")) {
      double original = micros.number("originalBatch" + batch);
      double calibrated = micros.number("calibratedBatch" + batch);
      String name = batch.equals("1") ? ", one sample" : ", batch of " + batch;
      bars.add(new Bar("original" + name, original, with(original, "µs"), 0));
      bars.add(new Bar("calibrated" + name, calibrated, with(calibrated, "µs"), 1));
    }
    return new BarPlot("latency", "Time of a call", "median on the inference engine, µs", bars);
  }

  private static Table gates(Fields all) {
    Table.Builder table = Table.of("Gates", "gate", "measure", "skips", "threshold", "skip ratio");
    for (Fields gate : all.list("thresholds")) {
      table.row(
          gate.text("gate"),
          gate.text("measure"),
          gate.text("skips"),
          plain(gate.maybeNumber("threshold")),
          percent(gate.number("skipRatio")));
    }
    return table.table();
  }

  private static Table speed(Fields speedup) {
    Fields micros = speedup.in("micros");
    Table.Builder table = Table.of("Speed", "", "original", "calibrated", "speed-up");
    for (String batch : List.of("1", "64")) {
      table.row(
          "batch " + batch + ", median of a call",
          with(micros.number("originalBatch" + batch), "µs"),
          with(micros.number("calibratedBatch" + batch), "µs"),
          times(speedup.number("batch" + batch)));
    }
    return table.row("by MACs alone", "", "", times(speedup.number("macs"))).table();
  }

  private static Table criteria(Fields all) {
    Table.Builder table =
        Table.of(
            "Other ways to choose what to skip",
            "criterion",
            "budget",
            "accuracy",
            "compute ratio");
    for (Fields row : all.maybeList("criteria")) {
      table.row(
          row.text("criterion"),
          percent(row.number("budget")),
          finePercent(row.number("accuracy")),
          percent(row.number("computeRatio")));
    }
    return table.table();
  }

  private static Table promises(Fields all) {
    Table.Builder table =
        Table.of(
            "How often a promise was broken",
            "allowed drop",
            "splits",
            "broken",
            "mean drop",
            "largest drop",
            "compute ratio");
    for (Fields row : all.maybeList("promises")) {
      table.row(
          finePercent(row.number("allowedDrop")),
          count(row.number("splits")),
          count(row.number("broken")),
          finePercent(row.number("meanDrop")),
          finePercent(row.number("largestDrop")),
          percent(row.number("meanComputeRatio")));
    }
    return table.table();
  }

  private static Table points(Fields all) {
    Table.Builder table =
        Table.of(
            "The front",
            "measure",
            "accuracy",
            "compute ratio",
            "skip ratio",
            "median time",
            "chosen");
    for (Fields point : all.list("pareto")) {
      table.row(
          point.text("measure"),
          finePercent(point.number("accuracy")),
          percent(point.number("computeRatio")),
          percent(point.number("skipRatio")),
          with(point.maybeNumber("medianMicros"), "µs"),
          point.flag("chosen") ? "yes" : "");
    }
    return table.table();
  }
}
