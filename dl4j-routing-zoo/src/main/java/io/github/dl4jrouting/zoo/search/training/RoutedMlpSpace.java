package io.github.dl4jrouting.zoo.search.training;

import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.zoo.search.space.EnumSpace;
import io.github.dl4jrouting.zoo.search.space.PenaltySpace;
import io.github.dl4jrouting.zoo.search.space.RoutedBlockSpace;
import io.github.dl4jrouting.zoo.search.space.RouterLayerSpace;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.conf.updater.AdamSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.OutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Training configurations of a perceptron with routed residual blocks: learning rate, size and
 * training mode of the routers, and the rate that their penalty aims at with its weight. All blocks
 * share one value of each.
 *
 * @param inputs features of a sample
 * @param classes number of classes
 * @param width units of the stem and of every block
 * @param blocks number of blocks
 * @param epochs passes over the training data
 * @param seed of the first weights
 */
public record RoutedMlpSpace(
    int inputs, int classes, int width, int blocks, int epochs, long seed) {
  /** Checks the sizes. */
  public RoutedMlpSpace {
    if (inputs < 1 || classes < 2 || width < 1 || blocks < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "Expected at least 1 input, 2 classes, 1 unit, 1 block and 1 epoch, found "
              + inputs
              + ", "
              + classes
              + ", "
              + width
              + ", "
              + blocks
              + " and "
              + epochs);
    }
  }

  /**
   * A space and its hyperparameters.
   *
   * @param graph for Arbiter
   * @param named the hyperparameters by name
   */
  record Parts(ComputationGraphSpace graph, Map<String, ParameterSpace<?>> named) {}

  /**
   * The space for Arbiter.
   *
   * @return a new one
   */
  public ComputationGraphSpace graph() {
    return parts().graph();
  }

  Parts parts() {
    ParameterSpace<Double> rate =
        new ContinuousParameterSpace(new LogUniformDistribution(3e-4, 1e-2));
    ParameterSpace<Integer> hidden = new DiscreteParameterSpace<>(0, 8, 32);
    ParameterSpace<TrainingMode> mode =
        EnumSpace.of(TrainingMode.SOFT, TrainingMode.STRAIGHT_THROUGH, TrainingMode.GUMBEL);
    ParameterSpace<Double> target = new ContinuousParameterSpace(0.1, 0.9);
    ParameterSpace<Double> weight =
        new ContinuousParameterSpace(new LogUniformDistribution(0.1, 10));
    Map<String, ParameterSpace<?>> named = new LinkedHashMap<>();
    named.put("learningRate", rate);
    named.put("routerHidden", hidden);
    named.put("trainingMode", mode);
    named.put("targetRate", target);
    named.put("penaltyWeight", weight);

    ComputationGraphSpace.Builder graph =
        new ComputationGraphSpace.Builder()
            .seed(seed)
            .updater(new AdamSpace(rate))
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .numEpochs(epochs)
            .addInputs("input")
            .setInputTypes(InputType.feedForward(inputs))
            .addLayer("stem", new DenseLayerSpace.Builder().nOut(width).build(), "input");
    PenaltySpace penalty = new PenaltySpace.Builder().targetRate(target, weight).build();
    String last = "stem";
    for (int i = 1; i <= blocks; i++) {
      String name = "block-" + i;
      new RoutedBlockSpace(name, new DenseLayerSpace.Builder().nOut(width).build())
          .residual()
          .router(
              new RouterLayerSpace.Builder()
                  .hidden(hidden)
                  .trainingMode(mode)
                  .penalty(penalty)
                  .build())
          .addTo(graph, last);
      last = name;
    }
    ComputationGraphSpace space =
        graph
            .addLayer(
                "classes",
                new OutputLayerSpace.Builder()
                    .nOut(classes)
                    .activation(Activation.SOFTMAX)
                    .lossFunction(LossFunction.MCXENT)
                    .build(),
                last)
            .setOutputs("classes")
            .build();
    return new Parts(space, named);
  }
}
