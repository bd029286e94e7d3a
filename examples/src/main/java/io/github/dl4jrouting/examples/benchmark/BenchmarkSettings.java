package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import java.util.List;

/**
 * What is timed, and for how long.
 *
 * @param workloads names for {@link Workloads#named}
 * @param batches batch sizes
 * @param skipRatios skip ratios of the routed networks
 * @param contestants who takes part
 * @param rounds how often each cell is timed
 * @param seconds how long each cell is timed, over all rounds
 * @param warmUpSeconds how long each cell runs before the first round
 * @param threads how many threads each contestant may compute on
 * @param openBlas whether the engine multiplies with OpenBLAS, not with the Vector API
 * @param soakCalls calls of the memory test; 0 for none
 */
public record BenchmarkSettings(
    List<String> workloads,
    List<Integer> batches,
    List<Double> skipRatios,
    List<String> contestants,
    int rounds,
    double seconds,
    double warmUpSeconds,
    int threads,
    boolean openBlas,
    long soakCalls) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public BenchmarkSettings {
    workloads = List.copyOf(workloads);
    batches = List.copyOf(batches);
    skipRatios = List.copyOf(skipRatios);
    contestants = List.copyOf(contestants);
    workloads.forEach(name -> Workloads.named(name).network());
    for (int batch : batches) {
      require(batch >= 1, "batch sizes of at least 1", batch);
    }
    for (double skipRatio : skipRatios) {
      require(skipRatio >= 0 && skipRatio <= 1, "skip ratios from 0 to 1", skipRatio);
    }
    require(contestants.contains(Contestant.ENGINE), "the engine among contestants", contestants);
    require(rounds >= 1, "at least 1 round", rounds);
    require(seconds > 0, "more than 0 seconds a cell", seconds);
    require(warmUpSeconds >= 0, "at least 0 seconds of warm-up", warmUpSeconds);
    require(threads >= 1, "at least 1 thread", threads);
    require(soakCalls >= 0, "at least 0 soak calls", soakCalls);
  }

  private static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", found " + found);
    }
  }

  /**
   * How long a cell is timed in one round.
   *
   * @return milliseconds
   */
  long roundMillis() {
    return Math.max(1, Math.round(seconds * 1000 / rounds));
  }

  /**
   * How long a cell is warmed up.
   *
   * @return milliseconds
   */
  long warmUpMillis() {
    return Math.round(warmUpSeconds * 1000);
  }
}
