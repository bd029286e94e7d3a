package io.github.dl4jrouting.examples.benchmark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.ResultJson;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been measured so far; written after every shape, so that a run can be resumed. */
final class BenchmarkProgress {
  private static final String FILE = "result.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Path directory;
  private final BenchmarkSettings settings;
  private final List<String> leftOut;
  private final String commandLine;
  private final Map<String, String> contestants = new LinkedHashMap<>();
  private final List<Double> loadAverage = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private double largestDifference;
  private Optional<SoakResult> soak = Optional.empty();

  BenchmarkProgress(
      Path directory, BenchmarkSettings settings, List<String> leftOut, String commandLine) {
    this.directory = directory;
    this.settings = settings;
    this.leftOut = leftOut;
    this.commandLine = commandLine;
  }

  /**
   * Takes over what an earlier run measured.
   *
   * @throws IOException if there is none, or it was made otherwise
   */
  void resume() throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      throw new IOException(
          "--resume: expected " + file + " of an earlier run, found none; run without --resume");
    }
    BenchmarkResult earlier = JSON.readValue(file.toFile(), BenchmarkResult.class);
    BenchmarkSettings before = earlier.settings();
    if (before.rounds() != settings.rounds()
        || before.seconds() != settings.seconds()
        || before.warmUpSeconds() != settings.warmUpSeconds()
        || before.threads() != settings.threads()
        || !before.contestants().equals(settings.contestants())
        || !before.skipRatios().equals(settings.skipRatios())) {
      throw new IOException(
          "--resume: expected the settings of the earlier run, "
              + before
              + ", found "
              + settings
              + "; workloads, batches and --soak alone may differ");
    }
    rows.addAll(earlier.rows());
    loadAverage.addAll(earlier.loadAverage());
    largestDifference = earlier.largestDifference();
    soak = earlier.soak().stream().findFirst();
  }

  boolean has(String workload, int batch) {
    return new Rows(rows).shapes().contains(new Rows.Shape(workload, batch));
  }

  void add(List<Row> measured, double difference) throws IOException {
    rows.addAll(measured);
    largestDifference = Math.max(largestDifference, difference);
    noteLoad();
    write();
  }

  void add(SoakResult result) throws IOException {
    soak = Optional.of(result);
    write();
  }

  void introduce(String engine, String description) {
    contestants.put(engine, description);
  }

  /** Notes how busy the machine is. */
  double noteLoad() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    loadAverage.add(load);
    return load;
  }

  private void write() throws IOException {
    ResultJson.write(directory.resolve(FILE), result());
  }

  BenchmarkResult result() {
    Rows measured = new Rows(List.copyOf(rows));
    List<Ratio> ratios = Evaluation.ratios(measured);
    boolean complete =
        settings.workloads().stream()
            .allMatch(name -> settings.batches().stream().allMatch(batch -> has(name, batch)));
    return new BenchmarkResult(
        "benchmark",
        commandLine,
        Environment.current(),
        settings,
        contestants,
        leftOut,
        List.copyOf(loadAverage),
        largestDifference,
        complete,
        measured.all(),
        ratios,
        Evaluation.fits(measured),
        Claims.of(ratios, soak),
        soak.stream().toList());
  }
}
