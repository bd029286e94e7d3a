package io.github.dl4jrouting.calibration;

/**
 * What every sample does under every sequence of decisions: gate i of B reads something that
 * depends on what gates 0 … i−1 decided, and the prediction depends on all of them.
 *
 * <p>Decisions are bits: bit i of a prefix or path is 1 where gate i lets the sample through. Gates
 * come in topological order, so that a prefix of i bits is all that gate i depends on.
 */
interface DecisionTree {
  /** The most gates whose paths fit a long. */
  int MOST_GATES = 62;

  int samples();

  /** A copy that holds some of the samples alone, one after another, for many look-ups. */
  DecisionTree of(int[] rows);

  int gates();

  /**
   * What a gate compares with its threshold.
   *
   * @param gate i
   * @param rows the samples that matter
   * @param prefixes for each sample, the decisions of the gates before it
   * @param scores for each sample, overwritten at those rows
   */
  void scores(int gate, int[] rows, long[] prefixes, double[] scores);

  /**
   * The predicted class.
   *
   * @param rows the samples that matter
   * @param paths for each sample, all decisions
   * @param classes for each sample, overwritten at those rows
   */
  void predictions(int[] rows, long[] paths, int[] classes);
}
