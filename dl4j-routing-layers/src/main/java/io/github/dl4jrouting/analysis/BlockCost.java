package io.github.dl4jrouting.analysis;

/**
 * The cost of B gated dense blocks d→d for one sample, as the activity-routing paper counts it
 * (section 3.2): d² for a block, d for its gate.
 *
 * <pre>
 *   C_worst     = B d² + B d
 *   C_expected  = (1 − s) B d² + B d          s the skip ratio
 *   reduction   = (C_worst − C_expected) / C_worst = s · B d² / (B d² + B d) ≈ s
 * </pre>
 *
 * <p>C_worst is the cost with gates of a sample that skips nothing. Beside a network without gates,
 * which costs B d², less is saved: {@link #reductionOfUngated}.
 *
 * @param blocks B, at least 1
 * @param features d, at least 1
 */
public record BlockCost(int blocks, int features) {
  /** Checks the sizes. */
  public BlockCost {
    if (blocks < 1 || features < 1) {
      throw new IllegalArgumentException(
          "Expected at least 1 block and 1 feature, found " + blocks + " and " + features);
    }
  }

  /**
   * The cost of all blocks without their gates.
   *
   * @return B d², in MACs
   */
  public double ungated() {
    return (double) blocks * features * features;
  }

  /**
   * The cost of a sample that skips nothing.
   *
   * @return B d² + B d, in MACs
   */
  public double worst() {
    return ungated() + (double) blocks * features;
  }

  /**
   * The mean cost of a sample.
   *
   * @param skipRatio s, 0..1
   * @return (1 − s) B d² + B d, in MACs
   * @throws IllegalArgumentException if it is not a ratio
   */
  public double expected(double skipRatio) {
    if (!(skipRatio >= 0 && skipRatio <= 1)) {
      throw new IllegalArgumentException("Expected a skip ratio from 0 to 1, found " + skipRatio);
    }
    return (1 - skipRatio) * ungated() + (double) blocks * features;
  }

  /**
   * The share that skipping saves, beside the same network with open gates.
   *
   * @param skipRatio s, 0..1
   * @return s d / (d + 1)
   */
  public double reduction(double skipRatio) {
    return 1 - expected(skipRatio) / worst();
  }

  /**
   * The share that gates and skipping save, beside the network without gates.
   *
   * @param skipRatio s, 0..1
   * @return s − 1/d; below 0 where gates cost more than they save
   */
  public double reductionOfUngated(double skipRatio) {
    return 1 - expected(skipRatio) / ungated();
  }
}
