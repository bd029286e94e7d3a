package io.github.dl4jrouting.zoo.search.threshold;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.gate.Direction;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;

/**
 * The quantiles of what a gate may see. That depends on which of the blocks before it were
 * computed, so the values of several such choices are taken together: all of them for the first
 * gates, and as many drawn ones for those behind.
 */
final class SeenActivity {
  private static final int MOST_CHOICES = 32;
  private static final int POINTS = 101;

  private SeenActivity() {}

  /** Evenly spaced quantiles, the least and the largest value included. */
  static double[] quantiles(GateTraces traces, int gate) {
    DoubleStream seen = DoubleStream.empty();
    boolean all = gate < 31 && 1 << gate <= MOST_CHOICES;
    Random random = new Random(gate);
    for (int i = 0; i < (all ? 1 << gate : MOST_CHOICES); i++) {
      long open = all ? i : random.nextLong();
      seen = DoubleStream.concat(seen, Arrays.stream(scores(traces, gate, open)));
    }
    double[] sorted = seen.sorted().toArray();
    double[] quantiles = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      quantiles[i] = sorted[(int) ((long) i * (sorted.length - 1) / (POINTS - 1))];
    }
    return quantiles;
  }

  private static double[] scores(GateTraces traces, int gate, long open) {
    List<Direction> directions = traces.directions();
    double[] thresholds = new double[traces.gates()];
    for (int i = 0; i < thresholds.length; i++) {
      double all = directions.get(i).open();
      thresholds[i] = (open >> i & 1) == 1 ? all : -all;
    }
    return traces.scores(gate, thresholds, directions);
  }
}
