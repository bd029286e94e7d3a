package io.github.dl4jrouting.router;

import static io.github.dl4jrouting.router.RouterParameters.ATTENTION_BIAS;
import static io.github.dl4jrouting.router.RouterParameters.ATTENTION_WEIGHT;
import static io.github.dl4jrouting.router.RouterParameters.bias;
import static io.github.dl4jrouting.router.RouterParameters.weight;

import io.github.dl4jrouting.input.Lines;
import io.github.dl4jrouting.input.RowMajor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The network inside a router, from pooled features [N, F] to scores [N, K], and its gradient.
 *
 * <p>It is small, and there is one before each block: in plain arrays, one a row, it takes a
 * fraction of the time that a dozen operations of ND4J take. What the backward pass needs is kept
 * in them too, for workspaces close between the passes.
 */
final class RouterNetwork {
  private final IActivation activation;
  private Attention attention;
  private final List<Linear> layers = new ArrayList<>();

  /** Of each hidden layer, before its activation function, [N, H]. */
  private final List<double[][]> preActivations = new ArrayList<>();

  private double[][] scores;

  private RouterNetwork(IActivation activation) {
    this.activation = activation;
  }

  /**
   * Computes the scores.
   *
   * @param features z [N, F]
   * @param parameters by key
   * @param layer whose
   * @param training whether activation functions are told that it is training
   */
  static RouterNetwork forward(
      INDArray features,
      Function<String, INDArray> parameters,
      RouterLayer layer,
      boolean training) {
    RouterNetwork network = new RouterNetwork(layer.getActivationFn());
    double[][] h = Lines.rows(features);
    if (layer.featureAttention()) {
      network.attention =
          new Attention(
              Lines.joined(h),
              RowMajor.of(parameters.apply(ATTENTION_WEIGHT)),
              RowMajor.of(parameters.apply(ATTENTION_BIAS)));
      h = Lines.split(network.attention.output(), h.length);
    }
    int hidden = layer.hiddenSizes().length;
    for (int i = 0; i <= hidden; i++) {
      Linear linear =
          new Linear(
              h,
              Lines.columns(parameters.apply(weight(i))),
              RowMajor.of(parameters.apply(bias(i))));
      network.layers.add(linear);
      double[][] z = linear.output();
      if (i == hidden) {
        network.scores = z;
      } else {
        network.preActivations.add(z);
        h = Lines.rows(network.activation.getActivation(matrix(z), training));
      }
    }
    return network;
  }

  /** s, row-major [N, K]. */
  double[] scores() {
    return Lines.joined(scores);
  }

  private static INDArray matrix(double[][] rows) {
    long[] shape = {rows.length, rows[0].length};
    return Nd4j.create(Lines.joined(rows), shape, 'c');
  }

  /**
   * Writes the parameters' gradients, summed over samples.
   *
   * @param dScores dL/ds, row-major [N, K]
   * @param gradientViews where each parameter's gradient goes
   * @return dL/dz [N, F], an array a row
   */
  double[][] backward(double[] dScores, Map<String, INDArray> gradientViews) {
    double[][] delta = Lines.split(dScores, scores.length);
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (i < preActivations.size()) {
        delta =
            Lines.rows(
                activation.backprop(matrix(preActivations.get(i)), matrix(delta)).getFirst());
      }
      Linear linear = layers.get(i);
      Lines.storeColumns(linear.weightGradient(delta), gradientViews.get(weight(i)));
      RowMajor.store(linear.biasGradient(delta), gradientViews.get(bias(i)));
      delta = linear.inputGradient(delta);
    }
    if (attention == null) {
      return delta;
    }
    double[] dy = Lines.joined(delta);
    double[] dLogits = attention.logitGradient(dy);
    RowMajor.store(attention.weightGradient(dLogits), gradientViews.get(ATTENTION_WEIGHT));
    RowMajor.store(attention.biasGradient(dLogits), gradientViews.get(ATTENTION_BIAS));
    return Lines.split(attention.inputGradient(dy, dLogits), delta.length);
  }
}
