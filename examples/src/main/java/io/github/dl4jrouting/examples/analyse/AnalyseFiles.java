package io.github.dl4jrouting.examples.analyse;

import io.github.dl4jrouting.examples.analyse.AnalyseResult.Complexity;
import io.github.dl4jrouting.examples.analyse.AnalyseResult.Probability;
import io.github.dl4jrouting.examples.report.CsvFile;
import io.github.dl4jrouting.examples.report.LinePlot;
import io.github.dl4jrouting.examples.report.LinePlot.Line;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The analysis for people and programs.
 *
 * @param result what it found
 */
public record AnalyseFiles(AnalyseResult result) {

  private static final int PERCENT = 100;

  /**
   * Writes result.json, tables and plots.
   *
   * @param directory receives them
   * @throws IOException if a file cannot be written
   */
  public void write(Path directory) throws IOException {
    CsvFile.write(
        directory.resolve("complexity.csv"),
        csv -> {
          for (Complexity row : result.complexity()) {
            csv.printRecord(
                row.dim(),
                row.blocks(),
                row.batchSize(),
                row.skipRatio(),
                row.worstMacs(),
                row.expectedMacs(),
                row.paperReduction(),
                row.approximateReduction(),
                row.countedDenseMacs(),
                row.countedRoutedMacs(),
                row.countedReduction(),
                row.denseMicros(),
                row.routedMicros(),
                row.timeReduction());
          }
        },
        "dim",
        "blocks",
        "batchSize",
        "skipRatio",
        "worstMacs",
        "expectedMacs",
        "paperReduction",
        "approximateReduction",
        "countedDenseMacs",
        "countedRoutedMacs",
        "countedReduction",
        "denseMicros",
        "routedMicros",
        "timeReduction");
    CsvFile.write(
        directory.resolve("skip-probability.csv"),
        csv -> {
          for (Probability row : result.probability()) {
            csv.printRecord(
                row.dim(),
                row.sigma(),
                row.threshold(),
                row.monteCarlo(),
                row.monteCarloError(),
                row.clt(),
                row.paper());
          }
        },
        "dim",
        "sigma",
        "threshold",
        "monteCarlo",
        "monteCarloError",
        "clt",
        "paper");
    plots(directory);
    ResultJson.write(directory.resolve("result.json"), result);
  }

  private void plots(Path directory) throws IOException {
    List<Line> probabilities = new ArrayList<>();
    List<Line> reductions = new ArrayList<>();
    for (int dim : result.settings().dims()) {
      probabilities.add(probability("drawn, d = " + dim, dim, Probability::monteCarlo, false));
      probabilities.add(probability("central limit, d = " + dim, dim, Probability::clt, true));
      probabilities.add(probability("paper's erf, d = " + dim, dim, Probability::paper, true));
      reductions.add(reduction("MACs, d = " + dim, dim, Complexity::countedReduction));
      reductions.add(reduction("time, d = " + dim, dim, Complexity::timeReduction));
    }
    new LinePlot(
            "How likely a gate on mean|x| skips Gaussian samples",
            "threshold",
            "probability, %",
            false,
            probabilities)
        .write(directory, "skip-probability");
    new LinePlot(
            "What skipping saves of the network without gates",
            "skip ratio, %",
            "saved, %",
            false,
            reductions)
        .write(directory, "reduction");
  }

  private Line probability(
      String name, int dim, ToDoubleFunction<Probability> value, boolean joined) {
    return new Line(
        name,
        result.probability().stream()
            .filter(row -> row.dim() == dim)
            .map(row -> new double[] {row.threshold(), PERCENT * value.applyAsDouble(row)})
            .toList(),
        joined);
  }

  private Line reduction(String name, int dim, ToDoubleFunction<Complexity> value) {
    return new Line(
        name,
        result.complexity().stream()
            .filter(row -> row.dim() == dim)
            .map(
                row -> new double[] {PERCENT * row.skipRatio(), PERCENT * value.applyAsDouble(row)})
            .toList(),
        true);
  }

  /** Both tables as text. */
  @Override
  public String toString() {
    TextTable complexity =
        new TextTable(
            List.of(
                "d",
                "skip ratio, %",
                "C_worst, MACs",
                "C_expected, MACs",
                "counted, MACs",
                "paper's reduction, %",
                "of MACs, %",
                "dense, µs",
                "routed, µs",
                "of time, %"));
    for (Complexity row : result.complexity()) {
      complexity.row(
          List.of(
              String.valueOf(row.dim()),
              percent(row.skipRatio()),
              format("%,.0f", row.worstMacs()),
              format("%,.0f", row.expectedMacs()),
              format("%,.0f", row.countedRoutedMacs()),
              percent(row.paperReduction()),
              percent(row.countedReduction()),
              format("%.0f", row.denseMicros()),
              format("%.0f", row.routedMicros()),
              percent(row.timeReduction())));
    }
    TextTable probability =
        new TextTable(
            List.of("d", "threshold", "drawn, %", "± %", "central limit, %", "paper's erf, %"));
    for (Probability row : result.probability()) {
      probability.row(
          List.of(
              String.valueOf(row.dim()),
              format("%.3f", row.threshold()),
              percent(row.monteCarlo()),
              format("%.2f", PERCENT * row.monteCarloError()),
              percent(row.clt()),
              percent(row.paper())));
    }
    return format(
            "%nCompute of %d gated blocks d→d, batches of %d; reductions are of the twin without"
                + " gates, the paper's of the worst case%n%n",
            result.settings().blocks(), result.settings().batchSize())
        + complexity
        + format(
            "%nHow likely a gate on mean|x| skips x ~ N(0, %s²)%n%n", result.settings().sigma())
        + probability;
  }

  private static String percent(double share) {
    return format("%.1f", PERCENT * share);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
