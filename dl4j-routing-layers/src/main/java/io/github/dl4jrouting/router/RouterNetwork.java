package io.github.dl4jrouting.router;

import static io.github.dl4jrouting.router.RouterParameters.ATTENTION_BIAS;
import static io.github.dl4jrouting.router.RouterParameters.ATTENTION_WEIGHT;
import static io.github.dl4jrouting.router.RouterParameters.bias;
import static io.github.dl4jrouting.router.RouterParameters.weight;

import io.github.dl4jrouting.input.RowMajor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The network inside a router, from pooled features [N, F] to scores [N, K], and its gradient. What
 * both need of a forward pass is computed when it is made; the scores, which the gradient does not
 * need, when they are asked for.
 */
final class RouterNetwork {
  private final Function<String, INDArray> parameters;
  private final IActivation activation;
  private final INDArray features;
  private INDArray attention;
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<INDArray> preActivations = new ArrayList<>();

  private RouterNetwork(
      INDArray features, Function<String, INDArray> parameters, IActivation activation) {
    this.features = features;
    this.parameters = parameters;
    this.activation = activation;
  }

  static RouterNetwork of(
      INDArray features,
      Function<String, INDArray> parameters,
      RouterLayer layer,
      boolean training) {
    RouterNetwork network = new RouterNetwork(features, parameters, layer.getActivationFn());
    network.inputs.add(layer.featureAttention() ? network.attend() : features);
    for (int i = 0; i < layer.hiddenSizes().length; i++) {
      INDArray z = array(network.affine(i), features, layer.hiddenSizes()[i]);
      network.preActivations.add(z);
      network.inputs.add(network.activation.getActivation(z.dup(), training));
    }
    return network;
  }

  private static INDArray array(double[] rows, INDArray like, long width) {
    return RowMajor.put(
        rows, Nd4j.createUninitialized(like.dataType(), new long[] {like.size(0), width}, 'c'));
  }

  private double[] affine(int i) {
    return Affine.forward(inputs.get(i), parameters.apply(weight(i)), parameters.apply(bias(i)));
  }

  /** Row-major [N, K]. */
  double[] scores() {
    return affine(inputs.size() - 1);
  }

  /** F · softmax(u ⊙ z + c) ⊙ z. */
  private INDArray attend() {
    INDArray logits =
        features
            .mulRowVector(parameters.apply(ATTENTION_WEIGHT))
            .addiRowVector(parameters.apply(ATTENTION_BIAS));
    attention = Transforms.softmax(logits, false);
    return attention.mul(features).muli(features.size(1));
  }

  /**
   * Writes the parameters' gradients, summed over samples.
   *
   * @param dScores dL/ds, row-major [N, K]
   * @param gradientViews where each parameter's gradient goes
   * @param dFeatures overwritten, dL/dz [N, F], in c order, as other layers' gradients are that it
   *     is added to
   */
  void backward(double[] dScores, Map<String, INDArray> gradientViews, INDArray dFeatures) {
    double[] delta = dScores;
    for (int i = inputs.size() - 1; i > 0; i--) {
      INDArray input = inputs.get(i);
      INDArray dInput = Nd4j.createUninitialized(input.dataType(), input.shape(), 'c');
      backward(i, delta, gradientViews, dInput);
      delta = RowMajor.of(activation.backprop(preActivations.get(i - 1), dInput).getFirst());
    }
    backward(0, delta, gradientViews, dFeatures);
    if (attention != null) {
      dFeatures.assign(attendBackward(dFeatures, gradientViews));
    }
  }

  private void backward(
      int i, double[] delta, Map<String, INDArray> gradientViews, INDArray dInput) {
    Affine.backward(
        inputs.get(i),
        parameters.apply(weight(i)),
        delta,
        gradientViews.get(weight(i)),
        gradientViews.get(bias(i)),
        dInput);
  }

  private INDArray attendBackward(INDArray gradient, Map<String, INDArray> gradientViews) {
    INDArray scaled = gradient.mul(features.size(1));
    INDArray dAttention = scaled.mul(features);
    INDArray inner = dAttention.mul(attention).sum(true, 1);
    INDArray dLogits = dAttention.subiColumnVector(inner).muli(attention);
    gradientViews.get(ATTENTION_WEIGHT).assign(dLogits.mul(features).sum(true, 0));
    gradientViews.get(ATTENTION_BIAS).assign(dLogits.sum(true, 0));
    return scaled.muli(attention).addi(dLogits.muliRowVector(parameters.apply(ATTENTION_WEIGHT)));
  }
}
