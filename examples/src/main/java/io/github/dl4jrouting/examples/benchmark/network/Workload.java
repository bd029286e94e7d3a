package io.github.dl4jrouting.examples.benchmark.network;

import java.util.random.RandomGenerator;

/**
 * A network, and samples for which each of its blocks is skipped or computed as wanted.
 *
 * <p>The wanted pattern is written into the sample itself, in features that the network's weights
 * carry through unchanged and that its routers read, far from their thresholds: so any pattern can
 * be had from one set of weights, and no contestant's rounding can flip a decision.
 */
public interface Workload {

  /**
   * The network with its guards. Made anew, but always with the same weights.
   *
   * @return the routed network; {@link Network#dense()} is its twin
   */
  Network network();

  /**
   * Whether all samples of a batch skip the same blocks. What a skipped block costs shows only so:
   * where samples differ, a block's weights are read for the few that compute it all the same.
   *
   * @return false where each sample has a route of its own
   */
  default boolean sharesRoutes() {
    return false;
  }

  /**
   * Writes one sample.
   *
   * @param through for each guarded block in order, whether the sample shall go through it
   * @param random the rest of the sample
   * @param target receives the sample
   * @param offset where in the target it begins
   */
  void write(boolean[] through, RandomGenerator random, float[] target, int offset);
}
