package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.Cell;
import io.github.dl4jrouting.examples.benchmark.contestant.Reply;
import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import io.github.dl4jrouting.examples.measure.Median;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** All contestants on one workload and batch size. */
final class ShapeRun {
  private static final double NANOS_A_MICRO = 1000;

  /** Threads of a library that waits spinning after its last call come to rest meanwhile. */
  private static final long REST_MILLIS = 20;

  /** Half a sample of the smallest pool: a share may fall between two samples. */
  private static final double SKIP_TOLERANCE = 0.005;

  /** Times of one entry. */
  private static final class Times {
    final List<Double> passes = new ArrayList<>();
    final List<Double> rounds = new ArrayList<>();
    final List<Double> cpu = new ArrayList<>();
    final Histogram calls = new Histogram(3);
  }

  private final BenchmarkSettings settings;
  private final Map<String, ContestantClient> clients;
  private final Path directory;
  private final String workload;
  private final int batch;
  private final List<Entry> entries;
  private double largestDifference;

  ShapeRun(
      BenchmarkSettings settings,
      Map<String, ContestantClient> clients,
      Path directory,
      String workload,
      int batch) {
    this.settings = settings;
    this.clients = clients;
    this.directory = directory;
    this.workload = workload;
    this.batch = batch;
    this.entries = Entry.of(settings, workload, batch);
  }

  /** The largest relative difference between the outputs of two contestants. */
  double largestDifference() {
    return largestDifference;
  }

  /**
   * Opens, compares, warms up and times all entries.
   *
   * @throws IOException if a contestant fails, or its outputs are not the others'
   */
  List<Row> run() throws IOException, InterruptedException {
    openAndCompare();
    List<Entry> timed = entries.stream().filter(Entry::timed).toList();
    for (Entry entry : timed) {
      client(entry).warm(entry.cell(), settings.warmUpMillis());
    }
    Map<Entry, Times> times = new HashMap<>();
    timed.forEach(entry -> times.put(entry, new Times()));
    List<Entry> order = new ArrayList<>(timed);
    for (int round = 0; round < settings.rounds(); round++) {
      for (Entry entry : order) {
        Thread.sleep(REST_MILLIS);
        Reply reply = client(entry).time(entry.cell(), settings.roundMillis());
        add(times.get(entry), reply);
      }
      Collections.reverse(order); // nobody always follows the same neighbour
    }
    for (Entry entry : timed) {
      client(entry).close(entry.cell());
    }
    return timed.stream().map(entry -> row(entry, times.get(entry))).toList();
  }

  private ContestantClient client(Entry entry) {
    return clients.get(entry.engine());
  }

  private void openAndCompare() throws IOException {
    Map<Cell, Path> references = new HashMap<>();
    Map<Boolean, Long> fingerprints = new HashMap<>();
    int samples = Inputs.of(Workloads.named(workload), batch, 0).batches().length * batch;
    try {
      for (Entry entry : entries) {
        Reply opened = client(entry).open(entry.cell());
        checkSkipRatio(entry, opened.skipRatio());
        Long weights = fingerprints.putIfAbsent(entry.cell().routed(), opened.fingerprint());
        if (weights != null && weights != opened.fingerprint()) {
          throw new IOException(
              entry.engine()
                  + ", "
                  + entry.cell()
                  + ": expected the weights of the others, found"
                  + " different ones; run all contestants from one class path");
        }
        compare(entry, references, samples);
        if (!entry.timed()) {
          client(entry).close(entry.cell());
        }
      }
    } finally {
      for (Path file : references.values()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void checkSkipRatio(Entry entry, double found) throws IOException {
    double expected = entry.cell().skipRatio();
    boolean exact = Math.abs(found - expected) < SKIP_TOLERANCE;
    if (entry.cell().routed() && found >= 0 && !exact) {
      throw new IOException(
          entry.engine()
              + ", "
              + entry.cell()
              + ": expected its routers to skip a share of "
              + expected
              + " of all (sample, block) pairs, found "
              + found);
    }
  }

  private void compare(Entry entry, Map<Cell, Path> references, int samples) throws IOException {
    Path file = Files.createTempFile(directory, entry.engine(), ".outputs");
    client(entry).outputs(entry.cell(), file);
    Path reference = references.putIfAbsent(entry.cell(), file);
    if (reference == null) {
      return;
    }
    double difference = OutputComparison.difference(reference, file, samples);
    Files.delete(file);
    largestDifference = Math.max(largestDifference, difference);
    if (!(difference <= OutputComparison.TOLERANCE)) {
      throw new IOException(
          entry.engine()
              + ", "
              + entry.cell()
              + ": expected outputs within "
              + OutputComparison.TOLERANCE
              + " relative of "
              + settings.contestants().get(0)
              + "'s, found a difference of "
              + difference);
    }
  }

  private static void add(Times times, Reply reply) {
    times.passes.addAll(reply.passMicros());
    times.rounds.add(Median.of(reply.passMicros()));
    times.cpu.add(reply.cpuMicros());
    times.calls.add(histogram(reply.histogram()));
  }

  static Histogram histogram(String base64) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
    } catch (DataFormatException e) {
      throw new IllegalStateException("expected a histogram from a contestant, found other", e);
    }
  }

  private static Row row(Entry entry, Times times) {
    Cell cell = entry.cell();
    return new Row(
        entry.engine(),
        cell.workload(),
        cell.batch(),
        cell.network(),
        cell.skipRatio(),
        Median.of(times.passes),
        times.calls.getValueAtPercentile(99) / NANOS_A_MICRO,
        times.calls.getValueAtPercentile(50) / NANOS_A_MICRO,
        Collections.min(times.passes),
        Median.of(times.cpu),
        times.calls.getTotalCount(),
        List.copyOf(times.rounds));
  }
}
