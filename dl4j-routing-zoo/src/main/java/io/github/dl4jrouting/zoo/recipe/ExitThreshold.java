package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.gate.Direction;
import java.util.Comparator;
import java.util.List;

/**
 * Sets the threshold of an early exit on samples that neither classifier was trained on: the surest
 * leave, one after the other, until a share of them that was named before has left. So no accuracy
 * is looked at to choose the threshold, and none can be too good by the choice. A guard remains for
 * data on which that share costs too much: it ends where the accuracy has fallen by more than
 * allowed for the first time. A later point where it has recovered by luck is not taken.
 *
 * @param direction which side of the threshold exits
 * @param mostExits share of the samples that exit, unless the guard ends it before
 * @param allowedDrop share of accuracy that may be lost against the rest of the network
 */
record ExitThreshold(Direction direction, double mostExits, double allowedDrop) {

  /**
   * One sample.
   *
   * @param sure the gate's measure
   * @param early whether the early classifier is right
   * @param deep whether the rest of the network is right
   */
  record Seen(double sure, boolean early, boolean deep) {}

  /** The threshold; one at which nobody leaves where any exit costs too much. */
  double of(List<Seen> samples) {
    boolean high = direction == Direction.SKIP_HIGH;
    Comparator<Seen> bySureness = Comparator.comparingDouble(Seen::sure);
    List<Seen> surest = samples.stream().sorted(high ? bySureness.reversed() : bySureness).toList();
    double threshold = high ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    long most = Math.round(mostExits * samples.size());
    double allowed = allowedDrop * samples.size();
    int lost = 0;
    for (int n = 0; n < surest.size(); n++) {
      Seen one = surest.get(n);
      lost += (one.deep() ? 1 : 0) - (one.early() ? 1 : 0);
      boolean tied = n + 1 < surest.size() && surest.get(n + 1).sure() == one.sure();
      if (tied) {
        continue;
      }
      if (n >= most || lost > allowed) {
        return threshold;
      }
      threshold = one.sure();
    }
    return threshold;
  }
}
