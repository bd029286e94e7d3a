package io.github.dl4jrouting.gate;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Keeps NaN through measures that ND4J computes past it: its maximum and its sign skip NaN. */
final class NotANumber {
  private NotANumber() {}

  /**
   * A [N, 1], set to NaN in place where the row of x [N, D] holds one, so that a gate can name the
   * sample instead of deciding on the rest of it.
   */
  static INDArray keep(INDArray measures, INDArray x) {
    INDArray bad = x.isNaN().castTo(x.dataType()).sum(true, 1);
    for (long n = 0; n < bad.length(); n++) {
      if (bad.getDouble(n) > 0) {
        measures.putScalar(n, Double.NaN);
      }
    }
    return measures;
  }
}
