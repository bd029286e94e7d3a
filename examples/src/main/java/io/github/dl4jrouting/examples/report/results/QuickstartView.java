package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.beside;
import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.BarPlot;
import io.github.dl4jrouting.examples.report.plot.BarPlot.Bar;
import io.github.dl4jrouting.examples.report.plot.HeatmapPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Landmark;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.ArrayList;
import java.util.List;

/** {@code quickstart}: a routed network beside its dense twin. */
final class QuickstartView implements View {

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    Fields dense = all.in("dense");
    Fields routed = all.in("routed");
    Fields data = all.in("data");
    double accuracy = routed.number("accuracy");
    double compute = routed.number("macRatio");
    section.headline(
        String.format(
            "Routed: %s at %s of the compute (dense: %s)",
            percent(accuracy), percent(compute), percent(dense.number("accuracy"))));
    section.say(
        String.format(
            "A dense network and its routed twin, trained alike on %s samples of %s and measured on %s"
                + " others. The routed one classifies with %s and takes %s different routes; it"
                + " leaves out %s of the block computations.",
            count(data.number("trainSamples")),
            data.text("dataset"),
            count(data.number("testSamples")),
            beside(accuracy, dense.number("accuracy"), "the dense one"),
            count(routed.number("distinctRoutes")),
            percent(routed.number("skipRatio"))));
    section.plot(accuracyOverCompute(dense, routed));
    section.plot(pathShares(result, routed));
    section.plot(computeByClass(result, routed, dense.number("macsPerSample")));
    section.plot(training(dense, routed));
    section.table(twins(dense, routed));
    section.table(classes(result, routed));
    String dataset = data.text("dataset");
    section.landmark(new Landmark(dataset, "dense", 1, dense.number("accuracy"), 0));
    section.landmark(
        new Landmark(dataset, "routed", compute, accuracy, routed.number("skipRatio")));
  }

  private static XyPlot accuracyOverCompute(Fields dense, Fields routed) {
    return new XyPlot(
        "accuracy-compute",
        "Accuracy against compute",
        Axis.percent("MACs of the dense network").withZero(),
        Axis.percent("accuracy on the test samples"),
        List.of(
            new Series("dense", List.of(new Point(1, dense.number("accuracy"))), false),
            new Series(
                "routed",
                List.of(new Point(routed.number("macRatio"), routed.number("accuracy"))),
                false)));
  }

  private static HeatmapPlot pathShares(ResultFile result, Fields routed) {
    List<String> classes =
        routed.list("classes").stream().map(c -> result.className(c.text("label"))).toList();
    List<String> rows = new ArrayList<>();
    List<List<Double>> cells = new ArrayList<>();
    for (Fields block : routed.list("blocks")) {
      rows.add(block.text("name"));
      List<Double> row = new ArrayList<>(List.of(block.in("shares").number("through")));
      row.addAll(block.numbers("throughByClass"));
      cells.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("all"));
    columns.addAll(classes);
    return new HeatmapPlot(
        "paths",
        "Who goes through which block",
        "share of samples that a block computes",
        "block",
        "class",
        rows,
        columns,
        cells);
  }

  private static BarPlot computeByClass(ResultFile result, Fields routed, double denseMacs) {
    List<Bar> bars = new ArrayList<>();
    for (Fields one : routed.list("classes")) {
      double share = one.number("macsPerSample") / denseMacs;
      bars.add(new Bar("class " + result.className(one.text("label")), share, percent(share), 0));
    }
    return new BarPlot(
        "class-compute", "Compute by class", "MACs a sample; mark: the dense network's", bars, 1);
  }

  private static XyPlot training(Fields dense, Fields routed) {
    return new XyPlot(
        "training",
        "Accuracy while training",
        Axis.count("epoch"),
        Axis.percent("accuracy on the test samples"),
        List.of(
            new Series("dense", epochs(dense), true), new Series("routed", epochs(routed), true)));
  }

  private static List<Point> epochs(Fields network) {
    return network.list("training").stream()
        .map(epoch -> new Point(epoch.number("epoch"), epoch.number("accuracy")))
        .toList();
  }

  private static Table twins(Fields dense, Fields routed) {
    double macs = routed.number("macsPerSample");
    return Table.of("On the test samples", "", "dense", "routed")
        .row("accuracy", accuracy(dense), accuracy(routed))
        .row("MACs per sample", count(dense.number("macsPerSample")), count(macs))
        .row("MACs of the dense network's", percent(1), percent(routed.number("macRatio")))
        .row("skip ratio", percent(0), percent(routed.number("skipRatio")))
        .row("parameters", count(dense.number("parameters")), count(routed.number("parameters")))
        .table();
  }

  private static String accuracy(Fields network) {
    return finePercent(network.number("accuracy"));
  }

  private static Table classes(ResultFile result, Fields routed) {
    Table.Builder table =
        Table.of("By class", "class", "samples", "accuracy", "skip ratio", "MACs");
    for (Fields one : routed.list("classes")) {
      table.row(
          result.className(one.text("label")),
          count(one.number("samples")),
          percent(one.number("accuracy")),
          percent(one.number("skipRatio")),
          count(one.number("macsPerSample")));
    }
    return table.table();
  }
}
