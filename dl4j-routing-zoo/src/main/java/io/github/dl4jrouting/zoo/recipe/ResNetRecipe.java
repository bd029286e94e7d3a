package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.zoo.RoutedResNet;
import io.github.dl4jrouting.zoo.RoutedResNetBuilder;
import io.github.dl4jrouting.zoo.Routing;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a {@link RoutedResNet} with its routers, or its dense twin, in the same way.
 *
 * <p>Routers and weights learn together, without noise: choices are hard in the forward pass, as
 * they will be at inference, and soft in the backward pass. Routers start open. Two penalties grow
 * over the first part of the training: one pulls each router's mean through-probability to the
 * target (ConvNet-AIG, Veit, Belongie 2018, arXiv 1711.11503, 3.4), the other makes each decision a
 * sure one. A router that is sure of each sample and open for a share of them has to tell samples
 * apart. The learning rate falls to zero over the run; the weights' moving average remains.
 */
public final class ResNetRecipe implements Recipe {

  private static final int ROUTER_UNITS = 16;

  /** Steps of the growing weights: DL4J's own ramp cannot be saved as JSON. */
  private static final int STEPS_OF_GROWTH = 20;

  private final boolean routed;
  private final ResNetSettings settings;

  /**
   * A recipe.
   *
   * @param routed false for the dense twin
   * @param settings how long and with what
   */
  public ResNetRecipe(boolean routed, ResNetSettings settings) {
    this.routed = routed;
    this.settings = settings;
  }

  @Override
  public String description() {
    return "RoutedResNet " + (routed ? Routing.ROUTERS : Routing.NONE) + " " + settings;
  }

  @Override
  public int epochs() {
    return settings.epochs();
  }

  @Override
  public long seed() {
    return settings.seed();
  }

  @Override
  public double averaging() {
    return settings.averaging();
  }

  @Override
  public ComputationGraph start(int batches) {
    // One step more than there are, for the last one shall not stand still.
    int steps = batches * settings.epochs() + 1;
    RoutedResNetBuilder builder =
        RoutedResNet.builder()
            .shape(settings.shape())
            .image(settings.channels(), settings.height(), settings.width())
            .classes(settings.classes())
            .seed(settings.seed())
            .updater(
                new Adam(
                    new PolySchedule(ScheduleType.ITERATION, settings.learningRate(), 1, steps)));
    if (routed) {
      builder.routing(Routing.ROUTERS).router(router(steps));
    }
    return builder.build().init();
  }

  private RouterLayer router(int steps) {
    int growing = (int) (settings.openShare() * steps);
    return new RouterLayer.Builder()
        .hidden(ROUTER_UNITS)
        .activation(Activation.RELU)
        .trainingMode(TrainingMode.STRAIGHT_THROUGH)
        .openProbability(settings.openProbability())
        .penalty(
            new SparsityPenaltyLoss.Builder()
                .targetRate(settings.throughTarget(), growing(settings.targetWeight(), growing))
                .add(Penalty.ENTROPY, growing(settings.certaintyWeight(), growing))
                .build())
        .build();
  }

  /** From 0 at the first step in equal steps to the whole weight. */
  private static ISchedule growing(double weight, int steps) {
    Map<Integer, Double> weights = new TreeMap<>(Map.of(0, 0.0));
    for (int i = 0; i <= STEPS_OF_GROWTH; i++) {
      weights.put(steps * i / STEPS_OF_GROWTH, weight * i / STEPS_OF_GROWTH);
    }
    return new MapSchedule(ScheduleType.ITERATION, weights);
  }
}
