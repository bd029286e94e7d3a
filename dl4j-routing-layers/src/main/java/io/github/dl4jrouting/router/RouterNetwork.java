package io.github.dl4jrouting.router;

import static io.github.dl4jrouting.router.RouterParameters.ATTENTION_BIAS;
import static io.github.dl4jrouting.router.RouterParameters.ATTENTION_WEIGHT;
import static io.github.dl4jrouting.router.RouterParameters.bias;
import static io.github.dl4jrouting.router.RouterParameters.weight;

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
      INDArray z = network.preActivation(i);
      network.preActivations.add(z);
      network.inputs.add(network.activation.getActivation(z.dup(), training));
    }
    return network;
  }

  private INDArray preActivation(int i) {
    return inputs.get(i).mmul(parameters.apply(weight(i))).addiRowVector(parameters.apply(bias(i)));
  }

  INDArray scores() {
    return preActivation(inputs.size() - 1);
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
   * @param dScores dL/ds [N, K]
   * @param gradientViews where each parameter's gradient goes
   * @return dL/dz [N, F]
   */
  INDArray backward(INDArray dScores, Map<String, INDArray> gradientViews) {
    INDArray delta = dScores;
    for (int i = inputs.size() - 1; i >= 0; i--) {
      if (i < preActivations.size()) {
        delta = activation.backprop(preActivations.get(i), delta).getFirst();
      }
      Nd4j.gemm(inputs.get(i), delta, gradientViews.get(weight(i)), true, false, 1, 0);
      delta.sum(gradientViews.get(bias(i)), true, 0);
      // This way round it comes in c order, as other layers' gradients do that it is added to.
      delta = Nd4j.gemm(parameters.apply(weight(i)), delta, false, true).transpose();
    }
    return attention == null ? delta : attendBackward(delta, gradientViews);
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
