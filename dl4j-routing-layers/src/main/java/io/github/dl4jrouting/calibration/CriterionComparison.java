package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which criterion keeps most accuracy at equal compute. Each chooses its thresholds on one half of
 * the traces and is judged on the other.
 *
 * <ul>
 *   <li>{@code NAME low}, {@code NAME high}: one skip ratio for all gates, in that direction: the
 *       activity-routing paper's rule, by quantiles;
 *   <li>{@code NAME searched}: thresholds and directions of each gate searched;
 *   <li>{@code random}: every block skipped with one probability, whatever the sample; the exact
 *       expectation over all paths;
 *   <li>{@code static}: always the same blocks, the best choice on the first half;
 *   <li>{@code uniform}: always the same blocks, evenly spaced.
 * </ul>
 *
 * <p>The last three need no gates, and are not charged for them.
 *
 * @param rows one for each criterion and budget; a budget that a criterion cannot meet is left out
 */
public record CriterionComparison(List<Row> rows) {
  private static final int STEPS = 50;
  private static final int PARTS = 20;

  /** Copies the list. */
  public CriterionComparison {
    rows = List.copyOf(rows);
  }

  /**
   * One criterion at one budget.
   *
   * @param criterion its name
   * @param budget compute ratio not to exceed where thresholds were chosen
   * @param outcome on the other half
   */
  public record Row(String criterion, double budget, Outcome outcome) {}

  /**
   * The rows at one budget, the most accurate first.
   *
   * @param budget one of the budgets compared
   * @return rows
   */
  public List<Row> at(double budget) {
    return rows.stream()
        .filter(row -> row.budget() == budget)
        .sorted((a, b) -> Double.compare(b.outcome().accuracy(), a.outcome().accuracy()))
        .toList();
  }

  /**
   * Compares.
   *
   * @param criteria traces of one split under each criterion, by its name; at most {@value
   *     TraceRecorder#MOST_TABLE_GATES} gates
   * @param budgets compute ratios
   * @param seed how the split is parted in two
   * @return all rows
   */
  public static CriterionComparison of(
      Map<String, GateTraces> criteria, double[] budgets, long seed) {
    Halves halves = Halves.of(criteria.values().iterator().next().samples(), seed);
    Map<String, GateTraces> choice = new LinkedHashMap<>();
    Map<String, GateTraces> judge = new LinkedHashMap<>();
    criteria.forEach(
        (name, traces) -> {
          choice.put(name, traces.subset(halves.first()));
          judge.put(name, traces.subset(halves.second()));
        });
    return of(choice, judge, budgets);
  }

  /**
   * Compares on two splits of your own.
   *
   * @param choice traces of the split where thresholds are chosen, by the criterion's name
   * @param judge traces of the split where they are judged, under the same names
   * @param budgets compute ratios
   * @return all rows
   * @throws IllegalArgumentException if the names differ
   */
  public static CriterionComparison of(
      Map<String, GateTraces> choice, Map<String, GateTraces> judge, double... budgets) {
    if (choice.isEmpty() || !choice.keySet().equals(judge.keySet())) {
      throw new IllegalArgumentException(
          "Expected traces of the same criteria on both splits, at least one, found "
              + choice.keySet()
              + " and "
              + judge.keySet());
    }
    List<Row> rows = new ArrayList<>();
    choice.forEach(
        (name, traces) -> {
          Contest contest = new Contest(traces, judge.get(name), budgets);
          contest.sameRatio(name + " low", Direction.SKIP_LOW, rows);
          contest.sameRatio(name + " high", Direction.SKIP_HIGH, rows);
          contest.searched(name, rows);
        });
    String any = choice.keySet().iterator().next();
    Contest contest = new Contest(choice.get(any), judge.get(any), budgets);
    contest.random(rows);
    contest.fixed("static", contest.allPaths(), rows);
    contest.fixed("uniform", contest.evenPaths(), rows);
    return new CriterionComparison(rows);
  }

  /**
   * These rows and others, such as those of {@link ExitContest#rows}.
   *
   * @param more rows at the same budgets
   * @return a comparison of all
   */
  public CriterionComparison with(List<Row> more) {
    List<Row> all = new ArrayList<>(rows);
    all.addAll(more);
    return new CriterionComparison(all);
  }

  /** One criterion: where thresholds are chosen, and where they are judged. */
  private record Contest(GateTraces choice, GateTraces judge, double[] budgets) {

    void sameRatio(String name, Direction direction, List<Row> rows) {
      List<Direction> directions = Collections.nCopies(choice.gates(), direction);
      for (double budget : budgets) {
        for (int step = 0; step <= STEPS; step++) {
          double[] thresholds = quantiles((double) step / STEPS, directions);
          if (choice.evaluate(thresholds, directions).computeRatio() <= budget) {
            rows.add(new Row(name, budget, judge.evaluate(thresholds, directions)));
            break;
          }
        }
      }
    }

    private double[] quantiles(double skipped, List<Direction> directions) {
      double[] thresholds = new double[choice.gates()];
      for (int gate = 0; gate < thresholds.length; gate++) {
        double[] scores = choice.scores(gate, thresholds, directions);
        thresholds[gate] = Cut.skipping(scores, skipped, directions.get(gate));
      }
      return thresholds;
    }

    void searched(String name, List<Row> rows) {
      Set<Direction> both = EnumSet.allOf(Direction.class);
      List<OperatingPoint> front = new ThresholdSearch(choice, name, both, PARTS).front();
      for (double budget : budgets) {
        front.stream()
            .filter(point -> point.outcome().computeRatio() <= budget)
            .findFirst()
            .map(point -> judge.evaluate(point.thresholdArray(), point.directions()))
            .ifPresent(outcome -> rows.add(new Row(name + " searched", budget, outcome)));
      }
    }

    long[] allPaths() {
      long[] paths = new long[1 << choice.gates()];
      Arrays.setAll(paths, path -> path);
      return paths;
    }

    /** For each number of blocks kept, one path on which they are evenly spaced. */
    long[] evenPaths() {
      int gates = choice.gates();
      long[] paths = new long[gates + 1];
      for (int kept = 0; kept <= gates; kept++) {
        for (int i = 0; i < kept; i++) {
          paths[kept] |= 1L << (int) ((i + 0.5) * gates / kept);
        }
      }
      return paths;
    }

    void fixed(String name, long[] paths, List<Row> rows) {
      for (double budget : budgets) {
        long best = -1;
        double accuracy = -1;
        for (long path : paths) {
          Outcome outcome = withoutGates(choice.uniform(path));
          if (outcome.computeRatio() <= budget && outcome.accuracy() > accuracy) {
            accuracy = outcome.accuracy();
            best = path;
          }
        }
        if (best >= 0) {
          rows.add(new Row(name, budget, withoutGates(judge.uniform(best))));
        }
      }
    }

    void random(List<Row> rows) {
      Outcome[] outcomes = new Outcome[1 << judge.gates()];
      Arrays.setAll(outcomes, path -> withoutGates(judge.uniform(path)));
      for (double budget : budgets) {
        for (int step = 0; step <= STEPS; step++) {
          Outcome expected = expectation(outcomes, (double) step / STEPS);
          if (expected.computeRatio() <= budget) {
            rows.add(new Row("random", budget, expected));
            break;
          }
        }
      }
    }

    private Outcome expectation(Outcome[] outcomes, double skip) {
      double accuracy = 0;
      double macs = 0;
      for (int path = 0; path < outcomes.length; path++) {
        int through = Integer.bitCount(path);
        double probability = Math.pow(1 - skip, through) * Math.pow(skip, judge.gates() - through);
        accuracy += probability * outcomes[path].accuracy();
        macs += probability * outcomes[path].macs();
      }
      return new Outcome(accuracy, skip, macs / judge.denseMacs(), macs);
    }

    private Outcome withoutGates(Outcome outcome) {
      double gates = choice.sites().stream().mapToLong(GateSite::gateMacs).sum();
      double macs = outcome.macs() - gates;
      return new Outcome(outcome.accuracy(), outcome.skipRatio(), macs / choice.denseMacs(), macs);
    }
  }
}
