package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.finePercent;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;

import io.github.dl4jrouting.examples.report.plot.Axis;
import io.github.dl4jrouting.examples.report.plot.XyPlot;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code analyse}: formulas for cost and for skipping, held against measurements. */
final class AnalyseView implements View {

  private static final int MOST_PLOTS = 6;

  @Override
  public void show(ResultFile result, Section.Builder section) {
    List<Fields> complexity = result.fields().list("complexity");
    List<Fields> probability = result.fields().list("probability");
    double clt = largestError(probability, "clt");
    double paper = largestError(probability, "paper");
    section.headline(
        String.format(
            "How likely is a skip? The exact formula is off by at most %s points, the paper's by %s",
            points(clt), points(paper)));
    section.say(
        "The probability that a Gaussian activation stays below a threshold: by simulation, by the"
            + " central limit theorem, and by the paper's formula. Then the compute that skipping"
            + " saves, by the paper's formula, counted, and as measured time.");
    probability.stream()
        .map(row -> row.number("dim"))
        .distinct()
        .limit(MOST_PLOTS)
        .forEach(dim -> section.plot(skipProbability(probability, dim)));
    complexity.stream()
        .map(row -> row.number("dim"))
        .distinct()
        .limit(MOST_PLOTS)
        .forEach(dim -> section.plot(reduction(complexity, dim)));
    section.table(probabilities(probability));
    section.table(complexities(complexity));
  }

  private static String points(double difference) {
    return String.format(java.util.Locale.ROOT, "%.1f", 100 * difference);
  }

  private static double largestError(List<Fields> rows, String formula) {
    return rows.stream()
        .mapToDouble(row -> Math.abs(row.number(formula) - row.number("monteCarlo")))
        .max()
        .orElse(Double.NaN);
  }

  private static XyPlot skipProbability(List<Fields> rows, double dim) {
    List<Fields> own =
        rows.stream()
            .filter(row -> row.number("dim") == dim)
            .sorted(Comparator.comparingDouble(row -> row.number("threshold")))
            .toList();
    return new XyPlot(
        "skip-probability-" + (long) dim,
        "Probability of a skip, " + count(dim) + " features",
        Axis.of("threshold"),
        Axis.percent("probability of a skip").withZero(),
        List.of(
            series("simulated", own, "threshold", "monteCarlo", false),
            series("exact formula", own, "threshold", "clt", true),
            series("paper's formula", own, "threshold", "paper", true)));
  }

  private static XyPlot reduction(List<Fields> rows, double dim) {
    List<Fields> own =
        rows.stream()
            .filter(row -> row.number("dim") == dim)
            .sorted(Comparator.comparingDouble(row -> row.number("skipRatio")))
            .toList();
    List<Series> series = new ArrayList<>();
    series.add(series("paper's formula", own, "skipRatio", "paperReduction", true));
    series.add(series("counted MACs", own, "skipRatio", "countedReduction", true));
    series.add(series("measured time", own, "skipRatio", "timeReduction", false));
    return new XyPlot(
        "reduction-" + (long) dim,
        "What skipping saves, " + count(dim) + " features",
        Axis.percent("blocks skipped").withZero(),
        Axis.percent("saved"),
        series);
  }

  private static Series series(String name, List<Fields> rows, String x, String y, boolean joined) {
    return new Series(
        name,
        rows.stream().map(row -> new Point(row.number(x), row.maybeNumber(y))).toList(),
        joined);
  }

  private static Table probabilities(List<Fields> rows) {
    Table.Builder table =
        Table.of(
            "Probability of a skip",
            "features",
            "σ",
            "threshold",
            "simulated",
            "error of that",
            "exact formula",
            "paper's");
    for (Fields row : rows) {
      table.row(
          count(row.number("dim")),
          plain(row.maybeNumber("sigma")),
          plain(row.number("threshold")),
          finePercent(row.number("monteCarlo")),
          finePercent(row.maybeNumber("monteCarloError")),
          finePercent(row.number("clt")),
          finePercent(row.number("paper")));
    }
    return table.table();
  }

  private static Table complexities(List<Fields> rows) {
    Table.Builder table =
        Table.of(
            "Cost",
            "features",
            "blocks",
            "batch",
            "skip ratio",
            "worst, MACs",
            "expected, MACs",
            "saved: paper",
            "counted",
            "time");
    for (Fields row : rows) {
      table.row(
          count(row.number("dim")),
          count(row.maybeNumber("blocks")),
          count(row.maybeNumber("batchSize")),
          percent(row.number("skipRatio")),
          count(row.maybeNumber("worstMacs")),
          count(row.maybeNumber("expectedMacs")),
          percent(row.maybeNumber("paperReduction")),
          percent(row.maybeNumber("countedReduction")),
          percent(row.maybeNumber("timeReduction")));
    }
    return table.table();
  }
}
