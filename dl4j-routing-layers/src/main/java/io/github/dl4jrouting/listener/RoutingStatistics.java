package io.github.dl4jrouting.listener;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * How a network routed the samples of an epoch while it was trained on them, noise included.
 *
 * @param epoch number of the epoch, from 1
 * @param score mean score of its passes, penalties included
 * @param routers one entry a router, gate or skipping layer, from the input to the output
 */
public record RoutingStatistics(int epoch, double score, List<RouterStatistics> routers) {

  private static final int PERCENT = 100;

  /** Copies the list. */
  public RoutingStatistics {
    routers = List.copyOf(routers);
  }

  /**
   * The share of (sample, block) pairs that a hard choice skips.
   *
   * @return 0..1; 0 for a network without routers
   */
  public double skipRatio() {
    double skipped = 0;
    long all = 0;
    for (RouterStatistics router : routers) {
      skipped += router.skipRatio() * router.samples();
      all += router.samples();
    }
    return all == 0 ? 0 : skipped / all;
  }

  /**
   * The routers' part of the score.
   *
   * @return sum of their penalties
   */
  public double penalty() {
    return routers.stream().mapToDouble(RouterStatistics::penalty).sum();
  }

  /**
   * All of it in one line, as in
   *
   * <pre>
   *   epoch 3   score 0.4127   skip ratio 41.5 % (block-1-router 12 %, block-2-router 71 %)   penalty 0.0031   temperature 1
   * </pre>
   *
   * <p>With more than two paths, the shares of all of them stand after the router's name.
   *
   * @return a line without a line break
   */
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append(format("epoch %d   score %.4f", epoch, score));
    if (routers.isEmpty()) {
      return line.append("   no routers").toString();
    }
    line.append(format("   skip ratio %.1f %%", PERCENT * skipRatio()));
    line.append(
        routers.stream().map(RoutingStatistics::text).collect(Collectors.joining(", ", " (", ")")));
    line.append(format("   penalty %.4f", penalty()));
    var temperatures =
        routers.stream()
            .map(RouterStatistics::temperature)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .summaryStatistics();
    if (temperatures.getCount() > 0) {
      line.append(format("   temperature %.3g", temperatures.getMin()));
      if (temperatures.getMax() > temperatures.getMin()) {
        line.append(format("–%.3g", temperatures.getMax()));
      }
    }
    return line.toString();
  }

  private static String text(RouterStatistics router) {
    if (router.pathShares().size() == 2) {
      return format("%s %.0f %%", router.name(), PERCENT * router.skipRatio());
    }
    return router.pathShares().stream()
        .map(share -> format("%.0f", PERCENT * share))
        .collect(Collectors.joining("/", router.name() + " ", " %"));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
