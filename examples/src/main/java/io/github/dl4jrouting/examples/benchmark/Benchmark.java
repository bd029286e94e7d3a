package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.Cell;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestants;
import io.github.dl4jrouting.examples.benchmark.contestant.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The whole benchmark: starts the contestants, runs shape after shape, then the memory test. */
public final class Benchmark {
  private static final Cell SOAK = new Cell("dense-128x6", 8, true, 0.5);
  private static final double QUIET = 0.5;
  private static final double NANOS_A_MICRO = 1000;

  private final BenchmarkSettings settings;
  private final Path directory;
  private final PrintWriter out;
  private final BenchmarkProgress progress;

  /**
   * A benchmark that has not run yet.
   *
   * @param settings what to time, and for how long
   * @param directory where result.json and the contestants' logs go
   * @param out receives progress
   * @param commandLine what was typed
   */
  public Benchmark(
      BenchmarkSettings settings, Path directory, PrintWriter out, String commandLine) {
    this.settings = settings;
    this.directory = directory;
    this.out = out;
    this.progress = new BenchmarkProgress(directory, settings, leftOut(settings), commandLine);
  }

  private static List<String> leftOut(BenchmarkSettings settings) {
    List<String> leftOut = new ArrayList<>();
    for (String peer : List.of(Contestant.STOCK, Contestant.PYTORCH, Contestant.ONNXRUNTIME)) {
      if (!Contestants.names().contains(peer)) {
        leftOut.add(peer + ": not built in; build with mvn package -Ppeers to add it");
      } else if (!settings.contestants().contains(peer)) {
        leftOut.add(peer + ": not asked for");
      }
    }
    return leftOut;
  }

  /**
   * Runs it.
   *
   * @param resume whether to go on where an earlier run in the same directory stopped
   * @return what was found; it has been written into result.json too
   * @throws IOException if a contestant fails, outputs differ, or a file cannot be written
   * @throws InterruptedException if the run is stopped
   */
  public BenchmarkResult run(boolean resume) throws IOException, InterruptedException {
    if (resume) {
      progress.resume();
    }
    double load = progress.noteLoad();
    if (load > QUIET) {
      out.printf(
          Locale.ROOT,
          "The machine is busy (load %.1f): times will be noisy, ratios less so.%n",
          load);
    }
    progress.result().leftOut().forEach(line -> out.println("Left out: " + line));
    Map<String, ContestantClient> clients = new LinkedHashMap<>();
    try {
      for (String engine : settings.contestants()) {
        ContestantClient client = client(engine);
        clients.put(engine, client);
        progress.introduce(engine, client.description());
      }
      runShapes(clients);
    } finally {
      clients.values().forEach(ContestantClient::close);
    }
    if (settings.soakCalls() > 0) {
      soak();
    }
    return progress.result();
  }

  private ContestantClient client(String engine) throws IOException {
    boolean vectorApi = engine.equals(Contestant.ENGINE) && !settings.openBlas();
    return new ContestantClient(engine, settings.threads(), vectorApi, directory);
  }

  private void runShapes(Map<String, ContestantClient> clients)
      throws IOException, InterruptedException {
    int shapes = settings.workloads().size() * settings.batches().size();
    int number = 0;
    for (String workload : settings.workloads()) {
      for (int batch : settings.batches()) {
        number++;
        String label = String.format("[%d/%d] %s, batch %d", number, shapes, workload, batch);
        if (progress.has(workload, batch)) {
          out.println(label + ": measured before");
          continue;
        }
        ShapeRun shape = new ShapeRun(settings, clients, directory, workload, batch);
        List<Row> rows = shape.run();
        progress.add(rows, shape.largestDifference());
        out.println(label + ": " + inShort(rows));
        out.flush();
      }
    }
  }

  private static String inShort(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    String separator = "";
    for (Row row : rows) {
      if (row.network().equals("dense")) {
        text.append(separator).append(row.engine());
        text.append(String.format(Locale.ROOT, " %.1f", row.medianMicros()));
      } else {
        text.append(
            String.format(Locale.ROOT, " (%.1f: %.1f)", row.skipRatio(), row.medianMicros()));
      }
      separator = ", ";
    }
    return text + " µs";
  }

  private void soak() throws IOException {
    out.printf("Memory over %d calls of %s%n", settings.soakCalls(), SOAK);
    out.flush();
    try (ContestantClient engine = client(Contestant.ENGINE)) {
      engine.open(SOAK);
      engine.warm(SOAK, settings.warmUpMillis());
      Reply reply = engine.soak(SOAK, settings.soakCalls());
      Histogram calls = ShapeRun.histogram(reply.histogram());
      progress.add(
          SoakResult.of(
              SOAK.toString(),
              settings.soakCalls(),
              calls.getValueAtPercentile(50) / NANOS_A_MICRO,
              calls.getValueAtPercentile(99) / NANOS_A_MICRO,
              reply.memory()));
    }
  }
}
