package io.github.dl4jrouting.calibration;

/**
 * What every sample does under every sequence of decisions: gate i of B reads something that
 * depends on what gates 0 … i−1 decided, and the prediction depends on all of them. All in arrays:
 * 2^B − 1 scores and 2^B classes for each sample.
 *
 * <p>Decisions are bits: bit i of a prefix or path is 1 where gate i lets the sample through. Gates
 * come in topological order, so that a prefix of i bits is all that gate i depends on.
 */
final class DecisionTree {
  private final int samples;
  private final int gates;
  private final float[][] scores;
  private final short[][] classes;

  DecisionTree(int samples, int gates) {
    this(samples, gates, new float[(1 << gates) - 1][samples], new short[1 << gates][samples]);
  }

  private DecisionTree(int samples, int gates, float[][] scores, short[][] classes) {
    this.samples = samples;
    this.gates = gates;
    this.scores = scores;
    this.classes = classes;
  }

  /** The same predictions under other scores, still to be set. */
  DecisionTree withOtherScores() {
    return new DecisionTree(samples, gates, new float[(1 << gates) - 1][samples], classes);
  }

  /** A copy that holds some of the samples alone, one after another, for many look-ups. */
  DecisionTree of(int[] rows) {
    DecisionTree part = new DecisionTree(rows.length, gates);
    for (int node = 0; node < scores.length; node++) {
      for (int n = 0; n < rows.length; n++) {
        part.scores[node][n] = scores[node][rows[n]];
      }
    }
    for (int path = 0; path < classes.length; path++) {
      for (int n = 0; n < rows.length; n++) {
        part.classes[path][n] = classes[path][rows[n]];
      }
    }
    return part;
  }

  static long bytes(long samples, int gates, int criteria) {
    return samples * (1L << gates) * (Float.BYTES * criteria + Short.BYTES);
  }

  void setScores(int gate, long prefix, int firstSample, double[] values) {
    float[] row = scores[node(gate, prefix)];
    for (int n = 0; n < values.length; n++) {
      row[firstSample + n] = (float) values[n];
    }
  }

  void setClasses(long path, int firstSample, int[] values) {
    for (int n = 0; n < values.length; n++) {
      classes[(int) path][firstSample + n] = (short) values[n];
    }
  }

  private static int node(int gate, long prefix) {
    return (1 << gate) - 1 + (int) prefix;
  }

  int samples() {
    return samples;
  }

  int gates() {
    return gates;
  }

  /**
   * What a gate compares with its threshold.
   *
   * @param gate i
   * @param rows the samples that matter
   * @param prefixes for each sample, the decisions of the gates before it
   * @param result for each sample, overwritten at those rows
   */
  void scores(int gate, int[] rows, long[] prefixes, double[] result) {
    for (int n : rows) {
      result[n] = scores[node(gate, prefixes[n])][n];
    }
  }

  /**
   * The predicted class.
   *
   * @param rows the samples that matter
   * @param paths for each sample, all decisions
   * @param result for each sample, overwritten at those rows
   */
  void predictions(int[] rows, long[] paths, int[] result) {
    for (int n : rows) {
      result[n] = classes[(int) paths[n]][n];
    }
  }
}
