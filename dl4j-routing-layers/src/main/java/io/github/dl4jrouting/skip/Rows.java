package io.github.dl4jrouting.skip;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Rows (samples) of an array of any rank, gathered and scattered. */
final class Rows {
  private Rows() {}

  /** The given rows of x, in order, as a new c-order array. */
  static INDArray gather(INDArray x, int[] rows) {
    long[] shape = x.shape().clone();
    shape[0] = rows.length;
    INDArray gathered = Nd4j.createUninitialized(x.dataType(), shape, 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("gather")
            .addInputs(x, Nd4j.createFromArray(rows))
            .addIntegerArguments(0)
            .addOutputs(gathered)
            .build());
    return gathered;
  }

  /** Overwrites the given rows of target, a c-order array, with those of values. */
  static void scatter(INDArray target, int[] rows, INDArray values) {
    Nd4j.exec(
        DynamicCustomOp.builder("scatter_upd")
            .addInputs(target, Nd4j.createFromArray(rows), values)
            .addOutputs(target)
            .build());
  }

  /** The indices of true, in order. */
  static int[] where(boolean[] flags) {
    int[] rows = new int[flags.length];
    int count = 0;
    for (int n = 0; n < flags.length; n++) {
      if (flags[n]) {
        rows[count++] = n;
      }
    }
    return Arrays.copyOf(rows, count);
  }
}
