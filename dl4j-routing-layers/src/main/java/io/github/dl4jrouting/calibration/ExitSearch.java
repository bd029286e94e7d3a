package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Searches thresholds of exits, and gives the Pareto front of what it met: every single exit at
 * every quantile of its confidence, then coordinate descent on accuracy − μ · compute ratio for a
 * range of prices μ, from the best point met so far. Exits that hardly anyone takes are then left
 * out: each has a classifier and a gate to run, and MACs do not count what that takes beside them.
 */
final class ExitSearch {
  private static final double[] PRICES = {0.001, 0.003, 0.01, 0.02, 0.04, 0.08, 0.2, 0.5};
  private static final int PARTS = 40;
  private static final int MOST_SWEEPS = 3;

  /** What an exit has to save, as a share of the network's MACs. */
  private static final double LEAST_SAVING = 0.005;

  private final ExitTable table;
  private final double[][] grids;
  private final Map<List<Double>, OperatingPoint> judged = new HashMap<>();
  private final List<OperatingPoint> met = new ArrayList<>();

  ExitSearch(ExitTable table) {
    this.table = table;
    this.grids = new double[table.exits()][];
    for (int k = 0; k < grids.length; k++) {
      double[] cuts = Cut.grid(table.confidences(k), PARTS, Direction.SKIP_HIGH);
      grids[k] = Arrays.copyOf(cuts, cuts.length + 2);
      grids[k][cuts.length] = Double.POSITIVE_INFINITY;
      // A probability is never below 0: all leave.
      grids[k][cuts.length + 1] = 0;
    }
  }

  List<OperatingPoint> front() {
    double[] none = new double[table.exits()];
    Arrays.fill(none, Double.POSITIVE_INFINITY);
    judge(none);
    for (int k = 0; k < grids.length; k++) {
      for (double cut : grids[k]) {
        judge(with(none, k, cut));
      }
    }
    for (double price : PRICES) {
      descend(price);
    }
    return OperatingPoint.paretoFront(
        OperatingPoint.paretoFront(met).stream().map(this::pruned).toList());
  }

  /** The point without the exits that save too little. */
  private OperatingPoint pruned(OperatingPoint point) {
    OperatingPoint kept = point;
    for (int k = grids.length - 1; k >= 0; k--) {
      OperatingPoint without = judge(with(kept.thresholdArray(), k, Double.POSITIVE_INFINITY));
      boolean saves =
          without.outcome().computeRatio() - kept.outcome().computeRatio() >= LEAST_SAVING;
      if (!saves && without.outcome().accuracy() >= kept.outcome().accuracy()) {
        kept = without;
      }
    }
    return kept;
  }

  private static double[] with(double[] thresholds, int exit, double threshold) {
    double[] changed = thresholds.clone();
    changed[exit] = threshold;
    return changed;
  }

  private OperatingPoint judge(double[] thresholds) {
    List<Double> key = Arrays.stream(thresholds).boxed().toList();
    return judged.computeIfAbsent(
        key,
        list -> {
          OperatingPoint point =
              new OperatingPoint(
                  ExitCalibrator.CRITERION,
                  list,
                  Collections.nCopies(list.size(), Direction.SKIP_HIGH),
                  table.evaluate(thresholds));
          met.add(point);
          return point;
        });
  }

  private void descend(double price) {
    OperatingPoint best = met.get(0);
    for (OperatingPoint point : met) {
      best = point.worth(price) > best.worth(price) ? point : best;
    }
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      OperatingPoint before = best;
      for (int k = 0; k < grids.length; k++) {
        double[] start = best.thresholdArray();
        for (double cut : grids[k]) {
          OperatingPoint point = judge(with(start, k, cut));
          best = point.worth(price) > best.worth(price) ? point : best;
        }
      }
      if (best == before) {
        return;
      }
    }
  }
}
