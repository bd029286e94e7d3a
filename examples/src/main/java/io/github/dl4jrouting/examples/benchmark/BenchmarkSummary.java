package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.MemoryReading;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What people read of a benchmark: one table of times, the fits, the claims. */
public final class BenchmarkSummary {
  private static final long KIB = 1024;

  private final BenchmarkResult result;

  /**
   * A summary.
   *
   * @param result what was found
   */
  public BenchmarkSummary(BenchmarkResult result) {
    this.result = result;
  }

  /** A column of the table of times. */
  private record Column(String engine, String network, double skipRatio) {
    String title() {
      return network.equals("dense") ? engine : engine + " s=" + skipRatio;
    }
  }

  /**
   * The summary as text.
   *
   * @return several lines
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("\nMedian time of one call in µs; s is the skip ratio of the routed network.\n\n");
    text.append(times());
    if (!result.fits().isEmpty()) {
      text.append("\nThe engine's routed time over its dense time, as a line in 1 - s.\n\n");
      text.append(fits());
    }
    if (result.ratios().stream().anyMatch(r -> r.measure().equals(Evaluation.EFFICIENCY_LIMIT))) {
      text.append(
          "\nSkipping efficiency, (dense / routed) * (1 - s), and how much of it reading the weights"
              + " of the blocks that a batch\nneeds leaves possible (a dense call of batch 1 is the"
              + " time that reading all of them takes).\n\n");
      text.append(limits());
    }
    result.soak().forEach(soak -> text.append('\n').append(soak(soak)));
    text.append('\n').append(claims()).append('\n');
    result.contestants().forEach((name, who) -> text.append(name + ": " + who + "\n"));
    result.leftOut().forEach(line -> text.append("left out: " + line + "\n"));
    text.append(
        String.format(
            Locale.ROOT,
            "Outputs agree within %.1e relative (allowed %.0e).%n",
            result.largestDifference(),
            OutputComparison.TOLERANCE));
    return text.toString();
  }

  private String times() {
    Rows rows = new Rows(result.rows());
    List<Column> columns =
        rows.all().stream()
            .map(row -> new Column(row.engine(), row.network(), row.skipRatio()))
            .distinct()
            .toList();
    List<String> header = new ArrayList<>(List.of("workload", "batch"));
    columns.forEach(column -> header.add(column.title()));
    TextTable table = new TextTable(header);
    for (Rows.Shape shape : rows.shapes()) {
      List<String> cells = new ArrayList<>();
      cells.add(shape.workload());
      cells.add(String.valueOf(shape.batch()));
      for (Column column : columns) {
        Optional<Row> row =
            column.network().equals("dense")
                ? rows.dense(column.engine(), shape)
                : rows.routed(column.engine(), shape, column.skipRatio());
        cells.add(row.map(r -> micros(r.medianMicros())).orElse("-"));
      }
      table.row(cells);
    }
    return table.toString();
  }

  private static String micros(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  private String fits() {
    TextTable table =
        new TextTable(List.of("workload", "batch", "intercept", "slope", "R2", "skip ratios"));
    for (LinearFit fit : result.fits()) {
      table.row(
          List.of(
              fit.workload(),
              String.valueOf(fit.batch()),
              decimal(fit.intercept()),
              decimal(fit.slope()),
              String.format(Locale.ROOT, "%.4f", fit.r2()),
              String.valueOf(fit.points())));
    }
    return table.toString();
  }

  private String limits() {
    TextTable table =
        new TextTable(List.of("workload", "batch", "skip ratio", "efficiency", "possible"));
    for (Ratio limit : result.ratios()) {
      if (limit.measure().equals(Evaluation.EFFICIENCY_LIMIT)) {
        table.row(
            List.of(
                limit.workload(),
                String.valueOf(limit.batch()),
                String.valueOf(limit.skipRatio()),
                efficiency(limit),
                String.format(Locale.ROOT, "%.2f", limit.value())));
      }
    }
    return table.toString();
  }

  /** That of the same cell. */
  private String efficiency(Ratio limit) {
    return result.ratios().stream()
        .filter(r -> r.measure().equals(Evaluation.EFFICIENCY))
        .filter(limit::isBeside)
        .map(r -> String.format(Locale.ROOT, "%.2f", r.value()))
        .findFirst()
        .orElse("-");
  }

  private String soak(SoakResult soak) {
    MemoryReading before = soak.readings().get(0);
    MemoryReading after = soak.readings().get(soak.readings().size() - 1);
    String line = "%d calls of %s: p99 %.1f µs, median %.1f µs%n";
    return String.format(
            Locale.ROOT, line, soak.calls(), soak.workload(), soak.p99Micros(), soak.medianMicros())
        + memory("heap", before.heapBytes(), after.heapBytes(), soak.heapGrowth())
        + memory("process", before.residentBytes(), after.residentBytes(), soak.residentGrowth())
        + memory(
            "native arrays", before.javacppBytes(), after.javacppBytes(), soak.javacppGrowth());
  }

  private static String memory(String what, long before, long after, long growth) {
    return String.format(
        Locale.ROOT,
        "  %s: %d KiB before, %d KiB after; growth after the warm-up %d KiB%n",
        what,
        before / KIB,
        after / KIB,
        growth / KIB);
  }

  private String claims() {
    TextTable table = new TextTable(List.of("claim", "value", "bar", "met", "of", "worst at"));
    for (Claim claim : result.claims()) {
      table.row(
          List.of(
              claim.id() + " " + claim.statement(),
              decimal(claim.value()),
              claim.bar(),
              claim.met() ? "yes" : "NO",
              String.valueOf(claim.cells()),
              claim.worst()));
    }
    return table.toString();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1000 ? "%.3f" : "%.0f", value);
  }
}
