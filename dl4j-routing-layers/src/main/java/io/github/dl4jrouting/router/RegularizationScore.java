package io.github.dl4jrouting.router;

import io.github.dl4jrouting.input.FloatLoops;
import io.github.dl4jrouting.input.FloatMemory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * What regularization adds to a score. For parameters as small as a router's, ND4J takes ten times
 * longer to begin a sum of squares than to compute it.
 */
final class RegularizationScore {
  private static final long SMALL = 10_000;

  private RegularizationScore() {}

  /**
   * {@code Regularization.score}, within rounding.
   *
   * @param regularization any
   * @param parameter w
   * @param iteration of the training
   * @param epoch of the training
   * @return for L2, l2 / 2 · Σ w²
   */
  static double of(Regularization regularization, INDArray parameter, int iteration, int epoch) {
    if (regularization instanceof L2Regularization l2
        && parameter.length() <= SMALL
        && FloatMemory.isReachable(parameter)) {
      float[] w = FloatMemory.read(parameter);
      return l2.getL2().valueAt(iteration, epoch) / 2 * FloatLoops.dot(w, w);
    }
    return regularization.score(parameter, iteration, epoch);
  }
}
