package io.github.dl4jrouting.calibration;

/** All of the tree in arrays: 2^B − 1 scores and 2^B classes for each sample. */
final class TableTree implements DecisionTree {
  private final int samples;
  private final int gates;
  private final float[][] scores;
  private final short[][] classes;

  TableTree(int samples, int gates) {
    this(samples, gates, new float[(1 << gates) - 1][samples], new short[1 << gates][samples]);
  }

  private TableTree(int samples, int gates, float[][] scores, short[][] classes) {
    this.samples = samples;
    this.gates = gates;
    this.scores = scores;
    this.classes = classes;
  }

  /** The same predictions under other scores, still to be set. */
  TableTree withOtherScores() {
    return new TableTree(samples, gates, new float[(1 << gates) - 1][samples], classes);
  }

  @Override
  public TableTree of(int[] rows) {
    TableTree part = new TableTree(rows.length, gates);
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

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public int gates() {
    return gates;
  }

  @Override
  public void scores(int gate, int[] rows, long[] prefixes, double[] result) {
    for (int n : rows) {
      result[n] = scores[node(gate, prefixes[n])][n];
    }
  }

  @Override
  public void predictions(int[] rows, long[] paths, int[] result) {
    for (int n : rows) {
      result[n] = classes[(int) paths[n]][n];
    }
  }
}
