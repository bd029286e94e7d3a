package io.github.dl4jrouting.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Early exits as a contender of {@link CriterionComparison}: at each budget the most accurate exits
 * that a search finds.
 */
public final class ExitContest {
  private ExitContest() {}

  /**
   * The best exits at each budget: classifiers are fitted on one split, places and thresholds
   * chosen on another, and a third judges.
   *
   * @param fit traces to fit classifiers on, from {@link ExitCalibrator#record}
   * @param choice traces of other samples
   * @param judge traces of yet other samples
   * @param budgets compute ratios not to exceed on the second
   * @return a row named {@code confidence exit} for each budget that can be met
   */
  public static List<CriterionComparison.Row> rows(
      ExitTraces fit, ExitTraces choice, ExitTraces judge, double... budgets) {
    List<ExitClassifier> classifiers = new ArrayList<>();
    for (int k = 0; k < fit.places().size(); k++) {
      classifiers.add(ExitClassifier.fit(fit, k).classifier());
    }
    List<OperatingPoint> front = new ExitSearch(ExitTable.of(choice, classifiers)).front();
    ExitTable judged = ExitTable.of(judge, classifiers);
    List<CriterionComparison.Row> rows = new ArrayList<>();
    for (double budget : budgets) {
      Optional<OperatingPoint> best =
          front.stream()
              .filter(point -> point.outcome().computeRatio() <= budget)
              .max(Comparator.comparingDouble(point -> point.outcome().accuracy()));
      best.ifPresent(
          point ->
              rows.add(
                  new CriterionComparison.Row(
                      "confidence exit", budget, judged.evaluate(point.thresholdArray()))));
    }
    return rows;
  }
}
