package io.github.dl4jrouting.inference;

/** Softmax over the whole of each row. */
final class Softmax {
  private Softmax() {}

  static void rows(Memory x, int rows, int size, Lane lane) {
    float[] row = lane.scratch(size);
    for (int r = 0; r < rows; r++) {
      x.buffer().get(r * size, row, 0, size);
      apply(row, size);
      x.buffer().put(r * size, row, 0, size);
    }
  }

  static void apply(float[] row, int size) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < size; j++) {
      max = Math.max(max, row[j]);
    }
    double sum = 0;
    for (int j = 0; j < size; j++) {
      double e = Math.exp(row[j] - max);
      row[j] = (float) e;
      sum += e;
    }
    Loops.scale(row, size, (float) (1 / sum));
  }
}
