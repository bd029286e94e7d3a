package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.Cell;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import java.util.ArrayList;
import java.util.List;

/**
 * One contestant in one cell.
 *
 * @param engine the contestant
 * @param cell what it runs
 * @param timed whether it is timed, or only its outputs are compared
 */
record Entry(String engine, Cell cell, boolean timed) {

  /**
   * All entries of one workload and batch size. Stock DL4J computes every path and mixes them, so
   * that its routed network is the reference for outputs and not worth a time.
   */
  static List<Entry> of(BenchmarkSettings settings, String workload, int batch) {
    boolean gated = Workloads.isGated(workload);
    List<Double> skipRatios = gated ? List.of(0.0) : settings.skipRatios();
    List<Entry> entries = new ArrayList<>();
    for (String engine : settings.contestants()) {
      boolean ours = engine.equals(Contestant.STOCK) || engine.equals(Contestant.ENGINE);
      if (ours || !gated) {
        entries.add(new Entry(engine, new Cell(workload, batch, false, 0), true));
      }
      if (engine.equals(Contestant.ONNXRUNTIME) || !ours && gated) {
        continue;
      }
      for (double skipRatio : skipRatios) {
        boolean timed = !engine.equals(Contestant.STOCK);
        entries.add(new Entry(engine, new Cell(workload, batch, true, skipRatio), timed));
      }
    }
    return entries;
  }
}
