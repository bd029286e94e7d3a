package io.github.dl4jrouting.gate;

import io.github.dl4jrouting.input.FeaturePooling;
import io.github.dl4jrouting.input.InputLayout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/** Activity of activations in any layout, masked or not: {@link ActivityMeasure} on flat rows. */
public final class Activity {
  private Activity() {}

  /**
   * The activity of every sample.
   *
   * @param measure how
   * @param x activations
   * @param layout their layout
   * @param mask DL4J's mask, possibly null
   * @return A, {@code [N, 1]}
   */
  public static INDArray of(
      ActivityMeasure measure, INDArray x, InputLayout layout, INDArray mask) {
    return measure.of(rows(x), weights(x, layout, mask));
  }

  /**
   * The gradient of {@link #of}, times that of what follows.
   *
   * @param measure how
   * @param x activations
   * @param layout their layout
   * @param mask DL4J's mask, possibly null
   * @param dActivity dL/dA, {@code [N, 1]}
   * @return dL/dx, in the shape of x
   */
  public static INDArray gradient(
      ActivityMeasure measure, INDArray x, InputLayout layout, INDArray mask, INDArray dActivity) {
    return measure
        .gradient(rows(x), weights(x, layout, mask))
        .muliColumnVector(dActivity)
        .reshape('c', x.shape());
  }

  private static INDArray rows(INDArray x) {
    return x.reshape('c', x.size(0), x.length() / x.size(0));
  }

  private static INDArray weights(INDArray x, InputLayout layout, INDArray mask) {
    INDArray positions = FeaturePooling.weights(x.shape(), layout, mask);
    if (positions == null) {
      return null;
    }
    int[] pooled = layout.pooledDimensions();
    int[] kept =
        pooled.length == 1 ? new int[] {0, pooled[0]} : new int[] {0, pooled[0], pooled[1]};
    INDArray ones = Nd4j.ones(x.dataType(), x.shape());
    return rows(Broadcast.mul(ones, positions.castTo(x.dataType()), ones, kept));
  }
}
