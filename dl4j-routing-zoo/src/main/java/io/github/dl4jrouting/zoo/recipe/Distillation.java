package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.zoo.ExitHead;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Lets an early classifier learn from the deep one in the very pass that trains both:
 *
 * <pre>
 *   labels = (1 − share) · true labels + share · softmax(deep scores)       a constant to the gradient
 * </pre>
 *
 * <p>DL4J tells listeners of the scores between a step's forward and its backward pass; a call of
 * {@code output} for them would cost a forward pass more.
 */
final class Distillation extends BaseTrainingListener {

  /** Of the step to come: the true labels' part, to which the deep answer's is added. */
  private INDArray labels;

  private double share;

  private Distillation() {}

  /** The one of a network, which it is given at the first call. */
  static Distillation in(ComputationGraph network) {
    for (TrainingListener listener : network.getListeners()) {
      if (listener instanceof Distillation there) {
        return there;
      }
    }
    Distillation distillation = new Distillation();
    network.addListeners(distillation);
    return distillation;
  }

  /**
   * What to fit the early classifier to in the next step.
   *
   * @param trueLabels one-hot labels [N, C]
   * @param deepShare share of the deep classifier's answer, 0..1
   * @return an array that the step itself fills
   */
  INDArray labels(INDArray trueLabels, double deepShare) {
    share = deepShare;
    labels = trueLabels.mul(1 - deepShare);
    return labels;
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    if (labels == null) {
      return; // somebody else trains this network
    }
    var inputs = ((ComputationGraph) model).getConfiguration().getVertexInputs();
    INDArray scores = activations.get(inputs.get(ExitHead.CLASSES).get(0));
    labels.addi(Transforms.softmax(scores, true).muli(share));
    labels = null;
  }
}
