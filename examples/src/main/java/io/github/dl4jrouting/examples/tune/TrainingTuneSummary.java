package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.examples.report.TextTable;
import io.github.dl4jrouting.examples.tune.TrainingTuneResult.Best;
import io.github.dl4jrouting.examples.tune.TrainingTuneResult.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says in tables and sentences what a search over training configurations found.
 *
 * @param result of the search
 */
public record TrainingTuneSummary(TrainingTuneResult result) {

  @Override
  public String toString() {
    String missed =
        result.limitMet()
            ? ""
            : "No candidate keeps to the limit; the best one is the nearest. Try more candidates,"
                + " or another limit.\n\n";
    return "\n" + missed + best() + "\n" + candidates() + "\n" + sentence();
  }

  private TextTable best() {
    Best best = result.best();
    return new TextTable(
            List.of(
                "Candidate " + best.index() + ": " + result.settings().score(),
                "searched on",
                "test"))
        .row(List.of("accuracy", percent(best.searchAccuracy()), percent(best.accuracy())))
        .row(
            List.of(
                "compute ratio", percent(best.searchComputeRatio()), percent(best.computeRatio())))
        .row(List.of("blocks not computed (skip ratio)", "", percent(best.skipRatio())));
  }

  /** All of them, with a star at those that no other one beats. */
  private TextTable candidates() {
    List<String> names = List.copyOf(result.best().hyperparameters().keySet());
    List<String> header = new ArrayList<>(List.of("Candidate (*: no other beats it)"));
    header.addAll(names);
    header.addAll(List.of("accuracy", "compute ratio", "skip ratio"));
    TextTable table = new TextTable(header);
    for (Candidate one : result.trained()) {
      List<String> row = new ArrayList<>(List.of(one.index() + (one.front() ? " *" : "")));
      names.forEach(name -> row.add(short4(one.hyperparameters().getOrDefault(name, "-"))));
      row.add(one.error() == null ? percent(one.searchAccuracy()) : "failed");
      row.add(one.error() == null ? percent(one.searchComputeRatio()) : "-");
      row.add(one.error() == null ? percent(one.searchSkipRatio()) : "-");
      table.row(row);
    }
    return table;
  }

  /** Numbers with four digits, words as they are. */
  private static String short4(String value) {
    try {
      return value.matches("-?\\d+")
          ? value
          : String.format(Locale.ROOT, "%.4g", Double.valueOf(value));
    } catch (NumberFormatException e) {
      return value;
    }
  }

  private String sentence() {
    return String.format(
        Locale.ROOT,
        "%,d candidates (%d failed, %d from an earlier run) in %.1f s, each trained on %,d samples and"
            + " compared on %,d others.%n",
        result.candidates(),
        result.failed(),
        result.resumed(),
        result.seconds(),
        result.data().trainSamples(),
        result.data().calibrationSamples());
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * ratio);
  }
}
