package io.github.dl4jrouting.inference;

/** Softmax over the whole of each row. */
final class Softmax {
  private Softmax() {}

  static void rows(Memory x, int rows, int size, Lane lane) {
    int atOnce = Math.max(1, Lane.CHUNK / size);
    float[] some = lane.scratch(atOnce * size);
    for (int r = 0; r < rows; r += atOnce) {
      int count = Math.min(atOnce, rows - r);
      x.buffer().get(r * size, some, 0, count * size);
      rows(some, count, size);
      x.buffer().put(r * size, some, 0, count * size);
    }
  }

  /** Rows one after the other. */
  static void rows(float[] x, int rows, int size) {
    for (int r = 0; r < rows; r++) {
      row(x, r * size, (r + 1) * size);
    }
  }

  private static void row(float[] x, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      max = Math.max(max, x[j]);
    }
    double sum = 0;
    for (int j = from; j < to; j++) {
      double e = Math.exp(x[j] - max);
      x[j] = (float) e;
      sum += e;
    }
    float scale = (float) (1 / sum);
    for (int j = from; j < to; j++) {
      x[j] *= scale;
    }
  }
}
