package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.zoo.RoutedResNet;
import io.github.dl4jrouting.zoo.RoutedResNetBuilder;
import io.github.dl4jrouting.zoo.Routing;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a {@link RoutedResNet} with its routers, or its dense twin, in the same way.
 *
 * <p>Routers and weights learn together, without noise: choices are hard in the forward pass, as
 * they will be at inference, and soft in the backward pass. Routers start open, and a penalty on
 * each one's mean through-probability keeps them so at first; over the first part of the training
 * its target moves down (ConvNet-AIG's target rates, Veit, Belongie 2018, arXiv 1711.11503, 3.4).
 * Meanwhile the temperature of the probabilities falls, and a penalty on unsure decisions grows: a
 * router that were half sure of each sample would meet a target of one half and let all through, or
 * none. The learning rate falls linearly to zero over the run; the weights' moving average remains.
 */
public final class ResNetRecipe extends TwinRecipe<ResNetSettings> {

  private static final int ROUTER_UNITS = 16;

  /** In so many equal steps a weight changes: ND4J's own ramp cannot be saved as JSON. */
  private static final int STEPS = 20;

  private final Optional<RouterTraining> routers;

  /**
   * A recipe that starts with new weights.
   *
   * @param settings how long and with what
   * @param routers how these are trained; empty for the dense twin
   */
  public ResNetRecipe(ResNetSettings settings, Optional<RouterTraining> routers) {
    this(settings, routers, Optional.empty());
  }

  private ResNetRecipe(
      ResNetSettings settings, Optional<RouterTraining> routers, Optional<ComputationGraph> twin) {
    super("RoutedResNet", routers.isPresent() ? Routing.ROUTERS : Routing.NONE, settings, twin);
    this.routers = routers;
  }

  @Override
  String details() {
    return routers.map(training -> " " + training).orElse("");
  }

  @Override
  public ResNetRecipe from(ComputationGraph dense) {
    return new ResNetRecipe(settings(), routers, Optional.of(dense));
  }

  @Override
  RoutedResNet model(int batches) {
    ResNetSettings settings = settings();
    int steps = batches * settings.epochs();
    RoutedResNetBuilder builder =
        RoutedResNet.builder()
            .shape(settings.shape())
            .image(settings.channels(), settings.height(), settings.width())
            .classes(settings.classes())
            .seed(settings.seed())
            .updater(new Adam(FallingRate.linear(settings.learningRate(), steps)));
    routers.ifPresent(training -> builder.routing(Routing.ROUTERS).router(router(training, steps)));
    return builder.build();
  }

  private static RouterLayer router(RouterTraining training, int steps) {
    int change = (int) (training.change() * steps);
    return new RouterLayer.Builder()
        .hidden(ROUTER_UNITS)
        .activation(Activation.RELU)
        .trainingMode(TrainingMode.STRAIGHT_THROUGH)
        .openProbability(training.openProbability())
        .temperature(moving(1, training.temperature(), change))
        .penalty(
            new SparsityPenaltyLoss.Builder()
                // Together a pull to the weights' mean of both.
                .targetRate(1, moving(training.pull(), 0, change))
                .targetRate(training.throughTarget(), moving(0, training.pull(), change))
                .add(Penalty.ENTROPY, moving(0, training.certainty(), change))
                .build())
        .build();
  }

  private static ISchedule moving(double start, double end, int iterations) {
    Map<Integer, Double> values = new TreeMap<>(Map.of(0, start));
    for (int step = 0; step <= STEPS; step++) {
      values.put(iterations * step / STEPS, start + (end - start) * step / STEPS);
    }
    return new MapSchedule(ScheduleType.ITERATION, values);
  }
}
