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

/** The network inside a router, from pooled features [N, F] to scores [N, K], and its gradient. */
final class RouterNetwork {
  private final Function<String, INDArray> parameters;
  private final IActivation activation;
  private final INDArray features;
  private INDArray attention;
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<INDArray> preActivations = new ArrayList<>();
  private INDArray scores;

  private RouterNetwork(
      INDArray features, Function<String, INDArray> parameters, IActivation activation) {
    this.features = features;
    this.parameters = parameters;
    this.activation = activation;
  }

  static RouterNetwork forward(
      INDArray features,
      Function<String, INDArray> parameters,
      RouterLayer layer,
      boolean training) {
    RouterNetwork network = new RouterNetwork(features, parameters, layer.getActivationFn());
    INDArray h = layer.featureAttention() ? network.attend() : features;
    int hidden = layer.hiddenSizes().length;
    for (int i = 0; i <= hidden; i++) {
      network.inputs.add(h);
      INDArray z = h.mmul(parameters.apply(weight(i))).addiRowVector(parameters.apply(bias(i)));
      if (i == hidden) {
        network.scores = z;
      } else {
        network.preActivations.add(z);
        h = network.activation.getActivation(z.dup(), training);
      }
    }
    return network;
  }

  INDArray scores() {
    return scores;
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
      gradientViews.get(bias(i)).assign(delta.sum(true, 0));
      delta = delta.mmul(parameters.apply(weight(i)).transpose());
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
