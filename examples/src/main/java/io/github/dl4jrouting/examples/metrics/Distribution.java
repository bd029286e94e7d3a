package io.github.dl4jrouting.examples.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * How values are spread.
 *
 * @param mean their mean
 * @param min the smallest
 * @param q25 first quartile; between two values, as NumPy's {@code percentile} has it
 * @param median second quartile
 * @param q75 third quartile
 * @param max the largest
 * @param standardDeviation undivided by n − 1
 * @param histogram from the smallest bin to the largest
 */
public record Distribution(
    double mean,
    double min,
    double q25,
    double median,
    double q75,
    double max,
    double standardDeviation,
    List<Bin> histogram) {

  /** Copies the list. */
  public Distribution {
    histogram = List.copyOf(histogram);
  }

  /**
   * The spread of shares of a number of blocks: 0, 1/n, …, 1, with one bin around each.
   *
   * @param shares at least one
   * @param blocks n, at least 1
   * @return mean, quartiles and n + 1 bins
   * @throws IllegalArgumentException if there are no shares or no blocks
   */
  public static Distribution ofShares(double[] shares, int blocks) {
    if (shares.length == 0 || blocks < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 share of at least 1 block, found "
              + shares.length
              + " of "
              + blocks);
    }
    long[] counts = new long[blocks + 1];
    for (double share : shares) {
      counts[(int) Math.round(share * blocks)]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (int k = 0; k <= blocks; k++) {
      double centre = (double) k / blocks;
      bins.add(new Bin(centre - 0.5 / blocks, centre + 0.5 / blocks, centre, counts[k]));
    }
    return new Distribution(
        Arrays.stream(shares).average().orElseThrow(),
        Arrays.stream(shares).min().orElseThrow(),
        quantile(shares, 25),
        quantile(shares, 50),
        quantile(shares, 75),
        Arrays.stream(shares).max().orElseThrow(),
        new StandardDeviation(false).evaluate(shares),
        bins);
  }

  /**
   * A percentile with straight lines between neighbours, as NumPy's {@code percentile} has it.
   *
   * @param values at least one
   * @param percent above 0, up to 100
   * @return the percentile
   */
  public static double quantile(double[] values, double percent) {
    return new Percentile().withEstimationType(EstimationType.R_7).evaluate(values, percent);
  }
}
