package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.calibrate.CalibrateResult.CriterionRow;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Promise;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Speedup;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Threshold;
import io.github.dl4jrouting.examples.report.NothingSkipped;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Says in tables and sentences what a calibration found out.
 *
 * @param result of the calibration
 */
public record CalibrateSummary(CalibrateResult result) {

  @Override
  public String toString() {
    return "\n" + networks() + "\n" + reading() + "\n" + gates() + "\n" + criteria() + promises();
  }

  private TextTable networks() {
    Speedup speed = result.speedup();
    long macs = result.model().macsPerSample();
    return new TextTable(List.of("On the test samples", "original", "calibrated", "ratio"))
        .row(
            List.of("accuracy", percent(result.baselineAccuracy()), percent(result.accuracy()), ""))
        .row(
            List.of(
                "blocks not computed (skip ratio)", percent(0), percent(result.skipRatio()), ""))
        .row(
            List.of(
                "MACs per sample", count(macs), count(macs / speed.macs()), times(speed.macs())))
        .row(
            List.of(
                "µs, batch 1",
                number(speed.micros().originalBatch1()),
                number(speed.micros().calibratedBatch1()),
                times(speed.batch1())))
        .row(
            List.of(
                "µs, batch 64",
                number(speed.micros().originalBatch64()),
                number(speed.micros().calibratedBatch64()),
                times(speed.batch64())));
  }

  private String reading() {
    double points = Math.round(1e4 * result.accuracyDrop()) / 1e2;
    return String.format(
            Locale.ROOT,
            "The calibrated network skips %s of the block computations and %s. Up to %.2f points%nwere"
                + " allowed, at a risk of %s. Measured speed-up over what the MACs say: %.2f at batch 1,"
                + " %.2f at batch 64.%n",
            percent(result.skipRatio()),
            points == 0
                ? "keeps its accuracy"
                : points > 0
                    ? String.format(Locale.ROOT, "loses %.2f points of accuracy", points)
                    : String.format(Locale.ROOT, "gains %.2f points of accuracy", -points),
            100 * result.settings().allowedDrop(),
            percent(result.settings().risk()),
            result.speedup().batch1OverMacs(),
            result.speedup().batch64OverMacs())
        + (result.skipRatio() == 0
            ? NothingSkipped.advice(result.data().calibrationSamples())
            : "");
  }

  private TextTable gates() {
    TextTable table = new TextTable(List.of("Gate", "measure", "skips", "threshold", "skip ratio"));
    for (Threshold gate : result.thresholds()) {
      table.row(
          List.of(
              gate.gate(),
              gate.measure(),
              gate.skips(),
              gate.threshold() == null ? "-" : String.format(Locale.ROOT, "%.4f", gate.threshold()),
              percent(gate.skipRatio())));
    }
    return table;
  }

  /** One row a criterion, the best on average first, one column a budget, accuracies. */
  private String criteria() {
    if (result.criteria().isEmpty()) {
      return "";
    }
    Set<Double> budgets = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    for (CriterionRow row : result.criteria()) {
      budgets.add(row.budget());
      names.add(row.criterion());
    }
    List<String> header = new ArrayList<>(List.of("Accuracy at a compute ratio of at most"));
    budgets.forEach(budget -> header.add(percent(budget)));
    TextTable table = new TextTable(header);
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(Comparator.comparingDouble(name -> -mean(name, budgets)));
    for (String name : sorted) {
      List<String> row = new ArrayList<>(List.of(name));
      for (double budget : budgets) {
        row.add(at(name, budget).map(found -> percent(found.accuracy())).orElse("-"));
      }
      table.row(row);
    }
    return table + winners(budgets);
  }

  private double mean(String name, Set<Double> budgets) {
    return budgets.stream()
        .mapToDouble(budget -> at(name, budget).map(CriterionRow::accuracy).orElse(0.0))
        .average()
        .orElse(0);
  }

  private Optional<CriterionRow> at(String name, double budget) {
    return result.criteria().stream()
        .filter(row -> row.criterion().equals(name) && row.budget() == budget)
        .findFirst();
  }

  private String winners(Set<Double> budgets) {
    StringBuilder text = new StringBuilder();
    for (double budget : budgets) {
      result.criteria().stream()
          .filter(row -> row.budget() == budget)
          .max(Comparator.comparingDouble(CriterionRow::accuracy))
          .ifPresent(
              best ->
                  text.append(
                      String.format(
                          Locale.ROOT,
                          "At most %s: %s wins with %s (static %s, random %s).%n",
                          percent(budget),
                          best.criterion(),
                          percent(best.accuracy()),
                          at("static", budget).map(r -> percent(r.accuracy())).orElse("-"),
                          at("random", budget).map(r -> percent(r.accuracy())).orElse("-"))));
    }
    return text.toString();
  }

  private String promises() {
    if (result.promises().isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable(
            List.of(
                "Promised: a drop of at most",
                "splits",
                "broken",
                "mean drop",
                "largest drop",
                "skip ratio"));
    for (Promise promise : result.promises()) {
      table.row(
          List.of(
              percent(promise.allowedDrop()),
              String.valueOf(promise.splits()),
              String.valueOf(promise.broken()),
              percent(promise.meanDrop()),
              percent(promise.largestDrop()),
              percent(promise.meanSkipRatio())));
    }
    return "\n" + table;
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * ratio);
  }

  private static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }
}
