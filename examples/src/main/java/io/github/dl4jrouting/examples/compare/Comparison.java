package io.github.dl4jrouting.examples.compare;

import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.inference.RoutedInference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Times networks on stock DL4J and on the inference engine.
 *
 * @param networks what to time
 * @param batches samples a call
 * @param seconds how long to time each network at each batch size
 * @param threads how many threads each may use
 * @param seed of samples and drawn weights
 * @param commandLine what to type for it
 */
public record Comparison(
    List<Subject.Source> networks,
    List<Integer> batches,
    double seconds,
    int threads,
    long seed,
    String commandLine) {

  /**
   * Runs it.
   *
   * @param directory where result.json goes, after each network
   * @param told hears which is next
   * @return what is in result.json
   * @throws IOException if a network cannot be read, or the result not be written
   * @throws InterruptedException if the run is stopped
   */
  public ComparisonResult run(Path directory, Consumer<String> told)
      throws IOException, InterruptedException {
    List<ComparisonResult.Row> rows = new ArrayList<>();
    for (Subject.Source network : networks) {
      add(rows, network.subject(seed), directory, told);
    }
    return result(rows);
  }

  private void add(
      List<ComparisonResult.Row> rows, Subject subject, Path directory, Consumer<String> told)
      throws IOException, InterruptedException {
    for (int batch : batches) {
      told.accept("Timing " + subject.name() + ", batch " + batch);
      rows.add(new NetworkComparison(subject, batch, threads, seed).run(seconds));
      ResultJson.write(directory.resolve("result.json"), result(rows));
    }
  }

  private ComparisonResult result(List<ComparisonResult.Row> rows) {
    return new ComparisonResult(
        "compare",
        commandLine,
        seed,
        threads,
        RoutedInference.usesVectorApi(),
        seconds,
        List.copyOf(rows),
        Environment.current());
  }
}
