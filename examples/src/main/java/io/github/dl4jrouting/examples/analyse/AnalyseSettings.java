package io.github.dl4jrouting.examples.analyse;

import java.util.List;

/**
 * What is analysed.
 *
 * @param dims widths d of the blocks, and numbers of features of the Gaussian samples
 * @param blocks number of blocks B
 * @param batchSize samples a call
 * @param skipRatios skip ratios s to measure
 * @param rounds rounds of timing, of which the median counts
 * @param sigma standard deviation of the Gaussian samples
 * @param thresholds thresholds τ of the gates
 * @param monteCarloSamples how many samples are drawn for each d
 * @param seed start of all randomness
 * @param threads with how many ND4J computes; the inference engine takes all cores
 */
public record AnalyseSettings(
    List<Integer> dims,
    int blocks,
    int batchSize,
    List<Double> skipRatios,
    int rounds,
    double sigma,
    List<Double> thresholds,
    int monteCarloSamples,
    long seed,
    int threads) {
  /** Copies the lists. */
  public AnalyseSettings {
    dims = List.copyOf(dims);
    skipRatios = List.copyOf(skipRatios);
    thresholds = List.copyOf(thresholds);
  }
}
