package io.github.dl4jrouting.examples.benchmark.contestant;

import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import io.github.dl4jrouting.examples.benchmark.network.Workload;
import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a contestant has built, and what is done with it. */
final class OpenCells implements AutoCloseable {
  private static final int READINGS = 20;

  /** A network stays while cells of its workload are open, for all its batch sizes. */
  private record ModelKey(String workload, boolean routed) {}

  private record OpenCell(Contestant.Session session, int calls) {}

  private final Contestant contestant;
  private final Map<ModelKey, Contestant.Model> models = new HashMap<>();
  private final Map<Cell, OpenCell> cells = new HashMap<>();

  OpenCells(Contestant contestant) {
    this.contestant = contestant;
  }

  Reply answer(Request request) throws IOException, InterruptedException {
    return switch (request.kind()) {
      case OPEN -> open(request.cell());
      case OUTPUTS -> outputs(cell(request.cell()), Path.of(request.file()));
      case WARM -> {
        stopwatch(request.cell()).passes(request.millis());
        yield Reply.done();
      }
      case TIME -> {
        Stopwatch stopwatch = stopwatch(request.cell());
        double before = Stopwatch.cpuMicros();
        List<Double> passes = stopwatch.passes(request.millis());
        double each = (Stopwatch.cpuMicros() - before) / stopwatch.count();
        yield Reply.timed(passes, each, stopwatch.histogram());
      }
      case CLOSE -> {
        cell(request.cell()).session().close();
        cells.remove(request.cell());
        yield Reply.done();
      }
      case SOAK -> soak(request);
    };
  }

  private Reply open(Cell cell) {
    Workload workload = Workloads.named(cell.workload());
    Network routed = workload.network();
    ModelKey key = new ModelKey(cell.workload(), cell.routed());
    if (models.keySet().stream().anyMatch(other -> !other.workload().equals(key.workload()))) {
      closeModels();
    }
    Network network = cell.routed() ? routed : routed.dense();
    Contestant.Model model = models.computeIfAbsent(key, any -> contestant.load(network));
    Inputs inputs = Inputs.of(workload, cell.batch(), cell.skipRatio());
    Contestant.Session session = model.session(inputs);
    cells.put(cell, new OpenCell(session, inputs.batches().length));
    double skipRatio = cell.routed() ? session.skipRatio().orElse(-1) : -1;
    return Reply.opened(network.fingerprint(), skipRatio);
  }

  private OpenCell cell(Cell cell) {
    OpenCell open = cells.get(cell);
    if (open == null) {
      throw new IllegalStateException("expected an open cell, found " + cell + "; open it first");
    }
    return open;
  }

  private Stopwatch stopwatch(Cell cell) {
    OpenCell open = cell(cell);
    return new Stopwatch(open.session(), open.calls());
  }

  private static Reply outputs(OpenCell cell, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (int i = 0; i < cell.calls(); i++) {
        for (float value : cell.session().output(i)) {
          out.writeFloat(value);
        }
      }
    }
    return Reply.done();
  }

  private Reply soak(Request request) throws InterruptedException {
    Stopwatch stopwatch = stopwatch(request.cell());
    List<MemoryReading> readings = new ArrayList<>();
    readings.add(MemoryReading.now(0));
    long done = 0;
    for (int i = 1; i <= READINGS; i++) {
      long until = request.calls() * i / READINGS;
      stopwatch.calls(until - done);
      done = until;
      readings.add(MemoryReading.now(done));
    }
    return Reply.soaked(stopwatch.histogram(), readings);
  }

  private void closeModels() {
    cells.values().forEach(cell -> cell.session().close());
    cells.clear();
    models.values().forEach(Contestant.Model::close);
    models.clear();
  }

  @Override
  public void close() {
    closeModels();
  }
}
