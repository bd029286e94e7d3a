package io.github.dl4jrouting.examples.compare;

import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.List;
import java.util.Locale;

/**
 * What networks take on stock DL4J and on the inference engine; {@code result.json} is this,
 * component by component.
 *
 * @param command {@code compare}
 * @param commandLine what to type for it
 * @param seed of samples and drawn weights
 * @param threads how many threads each may use
 * @param vectorApi whether the engine multiplied with the Vector API
 * @param seconds how long each network was timed at each batch size
 * @param rows one for each network and batch size
 * @param environment what it ran on
 */
public record ComparisonResult(
    String command,
    String commandLine,
    long seed,
    int threads,
    boolean vectorApi,
    double seconds,
    List<Row> rows,
    Environment environment) {

  private static final double ROUNDING = 1e-4;

  /**
   * One network at one batch size.
   *
   * @param model its name
   * @param input shape of a sample
   * @param masked whether samples had masks, each of its own length
   * @param batch samples a call
   * @param parameters how many it has
   * @param stockMs median time of {@code ComputationGraph.output}, in ms
   * @param engineMs median time of {@code RoutedInference.outputInto}, in ms
   * @param speedup the former over the latter
   * @param largestDifference of two outputs, relative to the output's largest number; −1 where
   *     their shapes differ, or one is infinite or NaN where the other is not
   * @param leftToDl4j vertices that the engine has no kernels for
   */
  public record Row(
      String model,
      String input,
      boolean masked,
      int batch,
      long parameters,
      double stockMs,
      double engineMs,
      double speedup,
      double largestDifference,
      List<String> leftToDl4j) {}

  /**
   * The networks whose outputs differ by more than rounding, as a rule.
   *
   * @return their names
   */
  public List<String> unlike() {
    return rows.stream()
        .filter(row -> row.largestDifference() < 0 || row.largestDifference() > ROUNDING)
        .map(Row::model)
        .distinct()
        .toList();
  }

  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            List.of(
                "network",
                "input",
                "batch",
                "parameters",
                "stock DL4J, ms",
                "engine, ms",
                "times",
                "difference",
                "left to DL4J"));
    for (Row row : rows) {
      table.row(
          List.of(
              row.model(),
              row.input() + (row.masked() ? ", masks" : ""),
              String.valueOf(row.batch()),
              String.format(Locale.ROOT, "%,d", row.parameters()),
              String.format(Locale.ROOT, "%.3f", row.stockMs()),
              String.format(Locale.ROOT, "%.3f", row.engineMs()),
              String.format(Locale.ROOT, "%.1f", row.speedup()),
              row.largestDifference() < 0
                  ? "unlike"
                  : String.format(Locale.ROOT, "%.0e", row.largestDifference()),
              row.leftToDl4j().isEmpty() ? "-" : String.join(" ", row.leftToDl4j())));
    }
    return table.toString();
  }
}
