package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.calibration.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far the points of one front are above those of another at equal compute.
 *
 * @param points the challenger's
 * @param others those it is held against, at least one
 */
record FrontComparison(List<Outcome> points, List<Outcome> others) {

  /**
   * One point and what the other front has to set against it.
   *
   * @param points how many points of accuracy it is better; negative where it is worse
   * @param computeRatio what it computes
   * @param accuracy its accuracy
   * @param otherAccuracy the best of the other front that computes no more
   */
  record Advantage(double points, double computeRatio, double accuracy, double otherAccuracy) {}

  /** The largest advantage; empty where no point computes as much as any of the others. */
  Optional<Advantage> largest() {
    return points.stream()
        .flatMap(point -> advantage(point).stream())
        .max(Comparator.comparingDouble(Advantage::points));
  }

  private Optional<Advantage> advantage(Outcome point) {
    return others.stream()
        .filter(other -> other.computeRatio() <= point.computeRatio())
        .map(Outcome::accuracy)
        .max(Double::compare)
        .map(
            best ->
                new Advantage(
                    100 * (point.accuracy() - best), point.computeRatio(), point.accuracy(), best));
  }
}
