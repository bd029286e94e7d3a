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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code tune} over training configurations: every candidate was trained. */
final class TrainingTuneView implements View {

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    Fields best = all.in("best");
    Fields data = all.in("data");
    Fields settings = all.in("settings");
    double accuracy = best.number("accuracy");
    double compute = best.number("computeRatio");
    section.headline(
        String.format(
            "Best of %s trained networks: %s at %s of the compute",
            count(all.number("candidates")), finePercent(accuracy), percent(compute)));
    section.say(
        String.format(
            "Arbiter (%s) searched how to train %s routed blocks of %s for: %s. Every candidate was"
                + " trained on %s samples of %s and compared on %s others. %s Measured on %s test"
                + " samples.",
            settings.text("generator").toLowerCase(java.util.Locale.ROOT),
            count(settings.number("blocks")),
            count(settings.number("width")),
            settings.text("score"),
            count(data.number("trainSamples")),
            data.text("dataset"),
            count(data.number("calibrationSamples")),
            all.flag("limitMet")
                ? "The best candidate keeps to the limit."
                : "No candidate keeps to the limit; the best one is the nearest.",
            count(data.number("testSamples"))));
    List<Fields> trained = all.list("trained");
    section.plot(plot(trained, best));
    section.table(hyperparameters(best));
    section.table(candidates(trained, best));
    section.landmark(
        new Landmark(
            data.text("dataset"), "best trained", compute, accuracy, best.number("skipRatio")));
  }

  private static XyPlot plot(List<Fields> trained, Fields best) {
    List<Series> series = new ArrayList<>();
    List<Point> others = points(trained, false);
    if (!others.isEmpty()) {
      series.add(new Series("beaten by another", others, false));
    }
    series.add(new Series("not beaten", points(trained, true), true));
    series.add(
        new Series(
            "the best",
            List.of(new Point(best.number("searchComputeRatio"), best.number("searchAccuracy"))),
            false));
    return new XyPlot(
        "candidates",
        "Accuracy against compute",
        Axis.percent("MACs without routing").withZero(),
        Axis.percent("accuracy on the samples that were searched on"),
        series);
  }

  private static List<Point> points(List<Fields> trained, boolean front) {
    return trained.stream()
        .filter(one -> one.maybeText("error").isEmpty() && one.flag("front") == front)
        .map(one -> new Point(one.number("searchComputeRatio"), one.number("searchAccuracy")))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  private static Table hyperparameters(Fields best) {
    Table.Builder table =
        Table.of("The best: candidate " + plain(best.number("index")), "hyperparameter", "value");
    Fields values = best.in("hyperparameters");
    values.names().forEach(name -> table.row(name, number(values.text(name))));
    return table.table();
  }

  private static Table candidates(List<Fields> trained, Fields best) {
    List<String> names = best.in("hyperparameters").names().toList();
    List<String> header =
        new ArrayList<>(List.of("candidate", "accuracy", "compute ratio", "skip ratio", "front"));
    header.addAll(names);
    Table.Builder table =
        Table.of(
            "All candidates, on the samples that were searched on", header.toArray(String[]::new));
    for (Fields one : trained) {
      List<String> row = new ArrayList<>(List.of(plain(one.number("index"))));
      Fields values = one.in("hyperparameters");
      boolean failed = one.maybeText("error").isPresent();
      row.add(failed ? one.text("error") : finePercent(one.number("searchAccuracy")));
      row.add(failed ? "–" : percent(one.number("searchComputeRatio")));
      row.add(failed ? "–" : percent(one.number("searchSkipRatio")));
      row.add(one.flag("front") ? "yes" : "no");
      names.forEach(name -> row.add(number(values.textOr(name, "–"))));
      table.row(row.toArray(String[]::new));
    }
    return table.table();
  }

  /** Arbiter's values are texts: numbers in a few digits, words as they are. */
  private static String number(String value) {
    try {
      return plain(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return value;
    }
  }
}
