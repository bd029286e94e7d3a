package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Landmark;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.List;

/** {@code tune}: over thresholds, what Arbiter's search found beside the calibrator. */
final class TuneView implements View {

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    if (all.textOr("search", "").equals("training")) {
      new TrainingTuneView().show(result, section);
      return;
    }
    Fields best = all.in("best");
    Fields data = all.in("data");
    double before = all.number("baselineAccuracy");
    double accuracy = best.number("accuracy");
    double compute = best.number("computeRatio");
    section.headline(
        String.format(
            "Best of %s candidates: %s at %s of the compute (original: %s)",
            count(all.number("candidates")),
            finePercent(accuracy),
            percent(compute),
            finePercent(before)));
    section.say(
        String.format(
            "Arbiter (%s) searched thresholds of a trained network on %s samples of %s for: %s. %s"
                + " Measured on %s test samples.",
            all.in("settings").text("generator").toLowerCase(java.util.Locale.ROOT),
            count(data.number("calibrationSamples")),
            data.text("dataset"),
            all.in("settings").text("score"),
            all.flag("limitMet")
                ? "The best candidate keeps to the limit."
                : "No candidate keeps to the limit; the best one is the nearest.",
            count(data.number("testSamples"))));
    double advantage = all.in("advantage").number("testPoints");
    section.say(
        String.format(
            "At equal compute its front is at best %s points %s the calibrator's.",
            plain(Math.abs(Math.round(100 * advantage) / 100.0)),
            advantage >= 0 ? "above" : "below"));
    section.plot(
        new XyPlot(
            "fronts",
            "Accuracy against compute",
            Axis.percent("MACs of the original").withZero(),
            Axis.percent("accuracy on the test samples"),
            List.of(
                new Series("search", CalibrateView.front(all.list("pareto")), true),
                new Series("calibrator", CalibrateView.front(all.list("calibratorPareto")), true),
                new Series("best", List.of(new Point(compute, accuracy)), false),
                new Series("original", List.of(new Point(1, before)), false))));
    section.table(best(best));
    section.detail(front("The search's front", all.list("pareto")));
    section.detail(front("The calibrator's front", all.list("calibratorPareto")));
    String dataset = data.text("dataset");
    section.landmark(new Landmark(dataset, "original", 1, before, 0));
    section.landmark(
        new Landmark(dataset, "best found", compute, accuracy, best.number("skipRatio")));
  }

  private static Table best(Fields best) {
    Table.Builder table =
        Table.of(
            "The best candidate's gates: " + best.text("measure"), "gate", "skips", "threshold");
    for (Fields gate : best.list("thresholds")) {
      table.row(gate.text("gate"), gate.text("skips"), plain(gate.maybeNumber("threshold")));
    }
    return table.table();
  }

  private static Table front(String title, List<Fields> points) {
    Table.Builder table = Table.of(title, "measure", "accuracy", "compute ratio", "skip ratio");
    for (Fields point : points) {
      table.row(
          point.text("measure"),
          finePercent(point.number("accuracy")),
          percent(point.number("computeRatio")),
          percent(point.number("skipRatio")));
    }
    return table.table();
  }
}
