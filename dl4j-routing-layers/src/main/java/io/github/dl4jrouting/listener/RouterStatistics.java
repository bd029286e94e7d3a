package io.github.dl4jrouting.listener;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How one router, gate or skipping layer routed the samples of some training passes.
 *
 * @param name its name in the network
 * @param samples how many samples it saw
 * @param pathShares mean probability of each path, 0..1; path 0 is through, the last the bypass
 * @param skipRatio share of samples whose likeliest path is the bypass, 0..1: what a hard choice
 *     skips, whatever the training mode
 * @param penalty mean of its penalty over the passes; 0 without one
 * @param temperature T of its last training pass, where it has one
 * @param threshold τ after the last training pass, for gates
 */
public record RouterStatistics(
    String name,
    long samples,
    List<Double> pathShares,
    double skipRatio,
    double penalty,
    OptionalDouble temperature,
    OptionalDouble threshold) {

  /** Copies the shares. */
  public RouterStatistics {
    pathShares = List.copyOf(pathShares);
  }

  /**
   * The mean probability of going through.
   *
   * @return 1 − share of the bypass
   */
  public double throughShare() {
    return 1 - pathShares.get(pathShares.size() - 1);
  }
}
