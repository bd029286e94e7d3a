package io.github.dl4jrouting.transform;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A place where samples may leave a network: a linear classifier on what a block reads, pooled over
 * positions, which answers in the network's stead where it is sure enough.
 *
 * <pre>
 *   q = softmax(z W + b),   z = x pooled;   leave with q where max_c q_c ≥ τ
 * </pre>
 *
 * @param before the block before which samples leave
 * @param weights W, {@code [features, classes]}
 * @param bias b, {@code [1, classes]}
 * @param threshold τ; infinite where nobody leaves
 */
public record EarlyExit(SkippableBlock before, INDArray weights, INDArray bias, double threshold) {

  /** Checks the shapes. */
  public EarlyExit {
    Objects.requireNonNull(before, "before");
    if (weights.rank() != 2 || bias.rank() != 2 || bias.size(0) != 1) {
      throw new IllegalArgumentException(
          "Exit before \"%s\": expected weights [features, classes] and bias [1, classes], found %s and %s"
              .formatted(
                  before.name(), Arrays.toString(weights.shape()), Arrays.toString(bias.shape())));
    }
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException(
          "Exit before \"" + before.name() + "\": expected a threshold, found NaN");
    }
  }
}
