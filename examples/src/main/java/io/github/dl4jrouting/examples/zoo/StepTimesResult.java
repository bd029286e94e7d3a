package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.List;
import java.util.Locale;

/**
 * What a training step of routed models takes beside one of their dense twins; {@code result.json}
 * is this, component by component.
 *
 * @param command {@code step-time}
 * @param commandLine what to type for it
 * @param dataset name of the data set
 * @param threads how many threads trained
 * @param seconds how long each model was timed
 * @param models a row for each
 * @param environment what it ran on
 */
public record StepTimesResult(
    String command,
    String commandLine,
    String dataset,
    int threads,
    int seconds,
    List<Row> models,
    Environment environment) {

  /**
   * One model.
   *
   * @param model its name
   * @param batchSize samples in a mini-batch, the recipe's
   * @param steps how many of each twin counted
   * @param denseMs median time of a step of the dense twin, in ms
   * @param routedMs median time of a step of the routed network, in ms
   * @param stepTimeRatio the latter over the former
   */
  public record Row(
      String model,
      int batchSize,
      int steps,
      double denseMs,
      double routedMs,
      double stepTimeRatio) {}

  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            List.of("model", "batch", "steps", "dense, ms", "routed, ms", "routed / dense"));
    for (Row row : models) {
      table.row(
          List.of(
              row.model(),
              String.valueOf(row.batchSize()),
              String.valueOf(row.steps()),
              String.format(Locale.ROOT, "%.3f", row.denseMs()),
              String.format(Locale.ROOT, "%.3f", row.routedMs()),
              String.format(Locale.ROOT, "%.3f", row.stepTimeRatio())));
    }
    return table.toString();
  }
}
