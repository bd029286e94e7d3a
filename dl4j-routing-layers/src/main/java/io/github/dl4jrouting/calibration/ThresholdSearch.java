package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Searches thresholds on recorded traces, and gives the Pareto front of what it met.
 *
 * <ol>
 *   <li>every static choice of blocks (always open, always closed);
 *   <li>greedy: from all open, again and again the gate whose next quantile costs least accuracy
 *       for the compute that it saves;
 *   <li>coordinate descent on accuracy − μ · compute ratio, for a range of prices μ, from the best
 *       point met so far: each gate in turn takes the best of open, closed, and a grid of quantiles
 *       in each direction, of what it sees behind the gates before it.
 * </ol>
 */
final class ThresholdSearch {
  private static final double[] PRICES = {
    0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.35, 0.6, 1
  };
  private static final int MOST_SWEEPS = 4;

  private final GateTraces traces;
  private final String criterion;
  private final Set<Direction> allowed;
  private final int parts;
  private final Map<List<Object>, OperatingPoint> judged = new HashMap<>();
  private final List<OperatingPoint> met = new ArrayList<>();

  /**
   * A search.
   *
   * @param allowed directions to choose from; empty for the network's own
   * @param parts grid points between nobody and everybody skipped, plus one
   */
  ThresholdSearch(GateTraces traces, String criterion, Set<Direction> allowed, int parts) {
    this.traces = traces;
    this.criterion = criterion;
    this.allowed = allowed;
    this.parts = parts;
  }

  List<OperatingPoint> front() {
    OperatingPoint open = judge(new Setting(traces.directions()));
    statics();
    greedy(open);
    for (double price : PRICES) {
      descend(price);
    }
    return OperatingPoint.paretoFront(met);
  }

  /** Thresholds and directions that change together. */
  private static final class Setting {
    final double[] thresholds;
    final List<Direction> directions;

    Setting(List<Direction> directions) {
      this.directions = new ArrayList<>(directions);
      this.thresholds = directions.stream().mapToDouble(Direction::open).toArray();
    }

    Setting(OperatingPoint point) {
      this.directions = new ArrayList<>(point.directions());
      this.thresholds = point.thresholdArray();
    }

    Setting with(int gate, double threshold, Direction direction) {
      Setting copy = new Setting(directions);
      System.arraycopy(thresholds, 0, copy.thresholds, 0, thresholds.length);
      copy.thresholds[gate] = threshold;
      copy.directions.set(gate, direction);
      return copy;
    }
  }

  private OperatingPoint judge(Setting setting) {
    List<Double> thresholds = Arrays.stream(setting.thresholds).boxed().toList();
    // Descents from different prices meet the same settings again and again.
    return judged.computeIfAbsent(
        List.of(thresholds, List.copyOf(setting.directions)),
        key -> {
          Outcome outcome = traces.evaluate(setting.thresholds, setting.directions);
          OperatingPoint point =
              new OperatingPoint(criterion, thresholds, setting.directions, outcome);
          met.add(point);
          return point;
        });
  }

  private Set<Direction> directions(int gate) {
    return allowed.isEmpty() ? EnumSet.of(traces.directions().get(gate)) : allowed;
  }

  private void statics() {
    List<Direction> directions =
        IntStream.range(0, traces.gates())
            .mapToObj(gate -> directions(gate).iterator().next())
            .toList();
    for (long path = 0; path < 1L << traces.gates(); path++) {
      Setting setting = new Setting(directions);
      for (int gate = 0; gate < traces.gates(); gate++) {
        if ((path >> gate & 1) == 0) {
          setting.thresholds[gate] = directions.get(gate).closed();
        }
      }
      judge(setting);
    }
  }

  private void greedy(OperatingPoint open) {
    OperatingPoint current = open;
    boolean moved = true;
    while (moved) {
      OperatingPoint best = null;
      double cheapest = Double.POSITIVE_INFINITY;
      for (int gate = 0; gate < traces.gates(); gate++) {
        for (OperatingPoint next : further(current, gate)) {
          double saved = current.outcome().computeRatio() - next.outcome().computeRatio();
          double damage = current.outcome().accuracy() - next.outcome().accuracy();
          if (saved > 0 && damage / saved < cheapest) {
            cheapest = damage / saved;
            best = next;
          }
        }
      }
      moved = best != null;
      current = moved ? best : current;
    }
  }

  /** The next quantile of a gate: a little more skipped, in each direction it may still take. */
  private List<OperatingPoint> further(OperatingPoint current, int gate) {
    Setting setting = new Setting(current);
    double now = setting.thresholds[gate];
    List<OperatingPoint> next = new ArrayList<>();
    boolean isOpen = now == setting.directions.get(gate).open();
    Set<Direction> choices = isOpen ? directions(gate) : EnumSet.of(setting.directions.get(gate));
    double[] scores = traces.scores(gate, setting.thresholds, setting.directions);
    for (Direction direction : choices) {
      double from = isOpen ? direction.open() : now;
      double to = direction.closed();
      for (double cut : Cut.grid(scores, parts, direction)) {
        if (direction == Direction.SKIP_LOW ? cut > from : cut < from) {
          to = cut;
          break;
        }
      }
      if (to != from) {
        next.add(judge(setting.with(gate, to, direction)));
      }
    }
    return next;
  }

  private void descend(double price) {
    OperatingPoint best = met.get(0);
    for (OperatingPoint point : met) {
      best = point.worth(price) > best.worth(price) ? point : best;
    }
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      OperatingPoint before = best;
      for (int gate = 0; gate < traces.gates(); gate++) {
        best = bestOf(best, gate, price);
      }
      if (best == before) {
        return;
      }
    }
  }

  private OperatingPoint bestOf(OperatingPoint start, int gate, double price) {
    Setting setting = new Setting(start);
    double[] scores = traces.scores(gate, setting.thresholds, setting.directions);
    OperatingPoint best = start;
    for (Direction direction : directions(gate)) {
      double[] cuts = Cut.grid(scores, parts, direction);
      double[] all = Arrays.copyOf(cuts, cuts.length + 2);
      all[cuts.length] = direction.open();
      all[cuts.length + 1] = direction.closed();
      for (double cut : all) {
        OperatingPoint point = judge(setting.with(gate, cut, direction));
        best = point.worth(price) > best.worth(price) ? point : best;
      }
    }
    return best;
  }
}
