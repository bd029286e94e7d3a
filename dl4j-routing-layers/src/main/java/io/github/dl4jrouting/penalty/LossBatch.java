package io.github.dl4jrouting.penalty;

import io.github.dl4jrouting.input.RowMajor;
import java.util.Arrays;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss layer's batch in plain arrays, checked. */
record LossBatch(double[] scores, double[] p, int paths, boolean[] mask) {
  private static final double ROW_SUM_TOLERANCE = 1e-3;

  static LossBatch of(
      SparsityPenaltyLoss loss, INDArray preOutput, IActivation activation, INDArray mask) {
    if (preOutput.rank() != 2 || preOutput.size(1) < 2) {
      throw new IllegalArgumentException(
          loss.name()
              + ": expected routing probabilities [N, K] with K of at least 2, found shape "
              + Arrays.toString(preOutput.shape())
              + ". Feed the loss layer from a router.");
    }
    int paths = (int) preOutput.size(1);
    boolean softmax = activation instanceof ActivationSoftmax;
    if (loss.needsScores() && !softmax) {
      throw new IllegalArgumentException(
          loss.name()
              + ": ROUTER_Z expected scores under softmax, found activation "
              + activation
              + ". Attach the penalty to the router, or use softmax on the loss layer.");
    }
    double[] p = RowMajor.of(activation.getActivation(preOutput.dup(), true));
    for (int n = 0; n < p.length / paths; n++) {
      double sum = 0;
      for (int k = 0; k < paths; k++) {
        sum += p[n * paths + k];
      }
      if (!(Math.abs(sum - 1) <= ROW_SUM_TOLERANCE)) {
        throw new IllegalArgumentException(
            loss.name()
                + ": expected routing probabilities whose rows sum to 1, found row "
                + n
                + " with sum "
                + sum
                + ". Feed the loss layer from a router, or use softmax on it.");
      }
    }
    return new LossBatch(
        softmax ? RowMajor.of(preOutput) : null, p, paths, RowMajor.mask(mask, p.length / paths));
  }

  int samples() {
    return p.length / paths;
  }
}
