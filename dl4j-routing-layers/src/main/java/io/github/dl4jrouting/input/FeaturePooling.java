package io.github.dl4jrouting.input;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The features that a router reads: activations themselves for dense input, their mean over H×W for
 * images, their mean over the time steps that the mask leaves for sequences.
 *
 * <pre>
 *   z[n, f] = Σ_q m[n, q] x[n, f, q] / Σ_q m[n, q]        q: positions or time steps, m: mask (1 where none is given)
 * </pre>
 *
 * <p>Pure functions; a sample whose mask is all zero pools to zero.
 */
public final class FeaturePooling {
  private FeaturePooling() {}

  /**
   * Pools activations into features.
   *
   * @param x activations in the given layout
   * @param layout the layout of x
   * @param mask {@code [N, T]} for sequences, {@code [N, 1, H or 1, W or 1]} for images, anything
   *     else (such as DL4J's per-sample {@code [N, 1]}) is not a matter of pooling; may be absent
   * @return features {@code [N, F]}; x itself when it is dense
   */
  public static INDArray pool(INDArray x, InputLayout layout, INDArray mask) {
    if (layout == InputLayout.DENSE) {
      return x;
    }
    INDArray weights = typed(weights(x.shape(), layout, mask), x);
    if (weights == null) {
      return x.mean(layout.pooledDimensions());
    }
    int[] kept = keptDimensions(layout);
    INDArray weighted =
        Broadcast.mul(
            x, weights, Nd4j.createUninitialized(x.dataType(), x.shape(), x.ordering()), kept);
    INDArray sum = weighted.sum(layout.pooledDimensions());
    return sum.diviColumnVector(counts(weights));
  }

  /**
   * The gradient of {@link #pool}: spreads the gradient of each feature over what it was pooled
   * from.
   *
   * @param gradient dL/dz, {@code [N, F]}
   * @param layout the layout of the activations
   * @param mask the mask that was pooled with; may be absent
   * @param result array of the activations' shape, overwritten
   * @return result, dL/dx
   */
  public static INDArray unpool(
      INDArray gradient, InputLayout layout, INDArray mask, INDArray result) {
    if (layout == InputLayout.DENSE) {
      return result.assign(gradient);
    }
    result.assign(0);
    INDArray weights = typed(weights(result.shape(), layout, mask), result);
    long positions = 1;
    for (int d : layout.pooledDimensions()) {
      positions *= result.size(d);
    }
    INDArray share =
        weights == null ? gradient.div(positions) : gradient.divColumnVector(counts(weights));
    Broadcast.add(result, share, result, 0, layout.featureDimension());
    if (weights != null) {
      Broadcast.mul(result, weights, result, keptDimensions(layout));
    }
    return result;
  }

  /**
   * The weight of every position, in the order of the layout's pooled dimensions, or null where all
   * count alike.
   *
   * @param shape shape of the activations
   * @param layout their layout
   * @param mask DL4J's mask, possibly null
   * @return {@code [N, T]} or {@code [N, H, W]}, or null
   */
  public static INDArray weights(long[] shape, InputLayout layout, INDArray mask) {
    if (mask == null || layout == InputLayout.DENSE) {
      return null;
    }
    if (layout.isSequence()) {
      return mask.rank() == 2 && mask.size(1) == shape[layout.pooledDimensions()[0]] ? mask : null;
    }
    if (mask.rank() != 4) {
      return null;
    }
    int[] positions = layout.pooledDimensions();
    long[] full = {shape[0], 1, shape[positions[0]], shape[positions[1]]};
    return mask.broadcast(full).reshape(full[0], full[2], full[3]);
  }

  /** Masks come in any type: DL4J leaves them as the data source made them. */
  private static INDArray typed(INDArray weights, INDArray like) {
    return weights == null ? null : weights.castTo(like.dataType());
  }

  private static int[] keptDimensions(InputLayout layout) {
    int[] pooled = layout.pooledDimensions();
    return pooled.length == 1 ? new int[] {0, pooled[0]} : new int[] {0, pooled[0], pooled[1]};
  }

  /** Positions that count, a column of N; at least 1, so that an all-zero mask gives zeros. */
  private static INDArray counts(INDArray weights) {
    INDArray counts = weights.rank() == 2 ? weights.sum(1) : weights.sum(1, 2);
    return Transforms.max(counts, 1.0, true).reshape(counts.length(), 1);
  }
}
