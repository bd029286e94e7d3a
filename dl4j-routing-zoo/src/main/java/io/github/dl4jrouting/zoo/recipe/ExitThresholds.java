package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sets the thresholds of early exits on samples that no classifier was trained on, from the first
 * exit on: of the samples that reach an exit the surest leave, one after the other, until a share
 * of all that was named before has left. So no accuracy is looked at to choose a threshold, and
 * none can be too good by the choice. A guard remains for data on which that share costs too much:
 * it ends where the accuracy has fallen by more than allowed for the first time. A later point
 * where it has recovered by luck is not taken. A threshold lies halfway between the last who leaves
 * and the next, not on a sample, which would leave or stay by how its measure is rounded.
 *
 * @param directions which side of its threshold exits, from the first exit on
 * @param mostExits for each exit, the share of all samples that have left when it has been passed,
 *     unless the guard ends it before
 * @param allowedDrop share of accuracy that all exits together may lose against the rest of the
 *     network
 */
record ExitThresholds(List<Direction> directions, List<Double> mostExits, double allowedDrop) {

  /** Rejects shares that are not one for each exit. */
  ExitThresholds {
    if (directions.size() != mostExits.size()) {
      throw new IllegalArgumentException(
          "Expected a share of samples for each of "
              + directions.size()
              + " exits, found "
              + mostExits);
    }
  }

  /**
   * One exit's view of a sample.
   *
   * @param sure the gate's measure
   * @param right whether the early classifier is right
   */
  record Early(double sure, boolean right) {}

  /**
   * One sample.
   *
   * @param early what its exits say, from the first one on
   * @param deep whether the rest of the network is right
   */
  record Seen(List<Early> early, boolean deep) {
    /** The sample of an index, of what was found for each exit and each sample. */
    static Seen of(int n, double[][] sure, boolean[][] right, boolean[] deep) {
      List<Early> early = new ArrayList<>();
      for (int exit = 0; exit < sure.length; exit++) {
        early.add(new Early(sure[exit][n], right[exit][n]));
      }
      return new Seen(early, deep[n]);
    }
  }

  /** The thresholds; one at which nobody leaves where any who left would cost too much. */
  List<Double> of(List<Seen> samples) {
    List<Double> thresholds = new ArrayList<>();
    List<Seen> left = samples;
    double allowed = allowedDrop * samples.size();
    for (int exit = 0; exit < directions.size(); exit++) {
      long gone = samples.size() - left.size();
      long most = Math.round(mostExits.get(exit) * samples.size()) - gone;
      double threshold = threshold(exit, left, most, allowed);
      thresholds.add(threshold);
      List<Seen> later = new ArrayList<>();
      for (Seen one : left) {
        if (directions.get(exit).through(one.early().get(exit).sure(), threshold)) {
          later.add(one);
        } else {
          allowed -= lost(one, exit);
        }
      }
      left = later;
    }
    return thresholds;
  }

  private double threshold(int exit, List<Seen> reached, long most, double allowed) {
    Direction direction = directions.get(exit);
    Comparator<Seen> bySureness = Comparator.comparingDouble(one -> one.early().get(exit).sure());
    List<Seen> surest =
        reached.stream()
            .sorted(direction == Direction.SKIP_HIGH ? bySureness.reversed() : bySureness)
            .toList();
    double threshold = direction.open();
    int lost = 0;
    for (int n = 0; n < surest.size(); n++) {
      double sure = surest.get(n).early().get(exit).sure();
      lost += lost(surest.get(n), exit);
      boolean last = n + 1 == surest.size();
      double next = last ? sure : surest.get(n + 1).early().get(exit).sure();
      if (!last && next == sure) {
        continue;
      }
      if (n >= most || lost > allowed) {
        return threshold;
      }
      threshold = direction.between(Math.min(sure, next), Math.max(sure, next));
    }
    return threshold;
  }

  private static int lost(Seen one, int exit) {
    return (one.deep() ? 1 : 0) - (one.early().get(exit).right() ? 1 : 0);
  }
}
