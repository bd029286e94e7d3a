package io.github.dl4jrouting.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Picks the cheapest point of a front whose drop on unseen data is promised, from samples that the
 * front was not searched on.
 *
 * <p>Learn then Test with fixed sequence testing (Angelopoulos, Bates, Candès, Jordan, Lei 2021,
 * arXiv 2110.01052, section 2.3 and appendix): the search split orders the candidates, safest
 * first; on the other split the hypothesis "loses the allowed drop or more" is tested for each at
 * the full level, until one is not rejected. The probability that any point before it breaks the
 * promise is at most that level, however many there are, so the cheapest of them may be taken.
 */
final class Certification {
  private Certification() {}

  /**
   * A point with the drop seen on the certifying split.
   *
   * @param point the point; its outcome is of the search split
   * @param drop on the certifying split
   */
  record Certified(OperatingPoint point, PairedDrop drop) {}

  /**
   * The certified points, in the order of testing.
   *
   * @param front candidates
   * @param search for a point, what it loses on the samples it was searched on
   * @param certify for a point, what it loses on other samples
   * @param unseen samples of the split that the promise is for; infinity for the population
   */
  static List<Certified> of(
      List<OperatingPoint> front,
      Function<OperatingPoint, PairedDrop> search,
      Function<OperatingPoint, PairedDrop> certify,
      double allowed,
      double risk,
      double unseen) {
    record Ranked(OperatingPoint point, double bound) {}
    List<Ranked> order = new ArrayList<>();
    for (OperatingPoint point : front) {
      order.add(new Ranked(point, search.apply(point).bound(risk, unseen)));
    }
    order.sort(
        Comparator.comparingDouble(Ranked::bound)
            .thenComparing(r -> -r.point().outcome().computeRatio()));
    List<Certified> certified = new ArrayList<>();
    for (Ranked candidate : order) {
      OperatingPoint point = candidate.point();
      PairedDrop drop = certify.apply(point);
      if (!holds(drop, allowed, risk, unseen)) {
        break;
      }
      certified.add(new Certified(point, drop));
    }
    return certified;
  }

  /** The certified point that computes least, if one computes less than the whole network. */
  static Optional<OperatingPoint> cheapest(
      List<OperatingPoint> front,
      Function<OperatingPoint, PairedDrop> search,
      Function<OperatingPoint, PairedDrop> certify,
      double allowed,
      double risk,
      double unseen) {
    return of(front, search, certify, allowed, risk, unseen).stream()
        .map(Certified::point)
        .min(Comparator.comparingDouble(point -> point.outcome().computeRatio()))
        .filter(point -> point.outcome().computeRatio() < 1);
  }

  static boolean holds(PairedDrop drop, double allowed, double risk, double unseen) {
    return drop.pValue(allowed) <= risk
        && (Double.isInfinite(unseen) || drop.bound(risk, unseen) <= allowed);
  }

  /** Refuses a split that is too small for some of the promises. */
  static void checkSamples(int samples, double risk, double... drops) {
    for (double drop : drops) {
      int needed = ThresholdCalibrator.fewestSamples(drop, risk);
      if (samples < needed) {
        throw new IllegalArgumentException(
            "Expected at least %d calibration samples to promise a drop of at most %s at a risk of %s,"
                    .formatted(needed, drop, risk)
                + " found "
                + samples
                + ". Calibrate on more, or allow a larger drop or risk.");
      }
    }
  }

  /** The fewest samples on which a point that changes no answer can be certified. */
  static int fewestSamples(double allowed, double risk) {
    int n = (int) Math.ceil(Math.log(1 / risk) / allowed);
    while (new PairedDrop(n, 0, 0).pValue(allowed) > risk) {
      n += Math.max(1, n / 100);
    }
    return n;
  }
}
