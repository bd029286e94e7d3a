package io.github.dl4jrouting.activation;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Probabilities as a loss can take them: max(p, 1e−10) while training, p at inference. DL4J's
 * cross-entropy clips those of a softmax of its own alone; of a probability 0 that was made before
 * it, it would make an infinite score, and parameters that are not numbers.
 *
 * <p>The derivative is that of the identity, as far as there are numbers for what a loss makes of
 * it: {@code backprop} gives {@code max(p, 1e-10) / max(p, 1e-30) · dL/da}, so that −y / max(p,
 * 1e−10), which a cross-entropy gives, becomes −y / p.
 */
public final class ClippedProbabilities extends BaseActivationFunction {
  private static final long serialVersionUID = 1L;

  private static final double LEAST = 1e-10;

  /** Below 6e-8 the type has no numbers. */
  private static final double LEAST_HALF = 1e-6;

  /** One over it is a float still. */
  private static final double LEAST_DIVISOR = 1e-30;

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return training ? Transforms.max(in, least(in), false) : in;
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    double divisor = in.dataType() == DataType.HALF ? LEAST_HALF : LEAST_DIVISOR;
    INDArray factor = Transforms.max(in, least(in), true).divi(Transforms.max(in, divisor, true));
    return new Pair<>(epsilon.muli(factor), null);
  }

  private static double least(INDArray in) {
    return in.dataType() == DataType.HALF ? LEAST_HALF : LEAST;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClippedProbabilities;
  }

  @Override
  public int hashCode() {
    return ClippedProbabilities.class.hashCode();
  }

  @Override
  public String toString() {
    return "clippedprobabilities";
  }
}
