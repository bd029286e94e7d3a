package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.examples.report.TextTable;
import io.github.dl4jrouting.examples.tune.TuneResult.Point;
import io.github.dl4jrouting.examples.tune.TuneResult.Threshold;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says in tables and sentences what a search found.
 *
 * @param result of the search
 */
public record TuneSummary(TuneResult result) {
  private static final double[] BUDGETS = {0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};

  @Override
  public String toString() {
    String missed = result.limitMet() ? "" : "No candidate keeps to the limit: try more.\n\n";
    return "\n" + missed + best() + "\n" + gates() + "\n" + fronts() + "\n" + sentence();
  }

  private TextTable best() {
    Point best = result.best();
    return new TextTable(List.of("Best: " + result.settings().score(), "searched on", "test"))
        .row(List.of("accuracy", percent(best.searchAccuracy()), percent(best.accuracy())))
        .row(
            List.of(
                "compute ratio", percent(best.searchComputeRatio()), percent(best.computeRatio())))
        .row(List.of("blocks not computed (skip ratio)", "", percent(best.skipRatio())))
        .row(List.of("accuracy of the original", "", percent(result.baselineAccuracy())));
  }

  private TextTable gates() {
    TextTable table = new TextTable(List.of("Gate", "measure", "skips", "threshold"));
    for (Threshold gate : result.best().thresholds()) {
      table.row(
          List.of(
              gate.gate(),
              result.best().measure(),
              gate.skips(),
              gate.threshold() == null
                  ? "-"
                  : String.format(Locale.ROOT, "%.4f", gate.threshold())));
    }
    return table;
  }

  private TextTable fronts() {
    TextTable table =
        new TextTable(
            List.of("Accuracy at a compute ratio of at most (test)", "Arbiter", "calibrator"));
    for (double budget : BUDGETS) {
      table.row(
          List.of(
              percent(budget),
              within(result.pareto(), budget),
              within(result.calibratorPareto(), budget)));
    }
    return table;
  }

  /** Chosen by the samples that were searched on, judged on the test samples. */
  private static String within(List<Point> points, double budget) {
    Optional<Point> chosen =
        points.stream()
            .filter(point -> point.searchComputeRatio() <= budget)
            .max(Comparator.comparingDouble(Point::searchAccuracy));
    return chosen.map(point -> percent(point.accuracy())).orElse("-");
  }

  private String sentence() {
    return String.format(
        Locale.ROOT,
        "%,d candidates (%d failed, %d from an earlier run) in %.1f s. At equal compute Arbiter's"
            + " front is at most%n%.2f points above the calibrator's on the test samples, %.2f on"
            + " those searched on (negative: below everywhere).%n",
        result.candidates(),
        result.failed(),
        result.resumed(),
        result.seconds(),
        result.advantage().testPoints(),
        result.advantage().searchPoints());
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * ratio);
  }
}
