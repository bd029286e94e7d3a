package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.RoutedMlpBuilder;
import io.github.dl4jrouting.zoo.Routing;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a {@link RoutedMlp} with its routers, or its dense twin, in the same way.
 *
 * <p>Routers and weights learn together, without noise: choices are hard in the forward pass, as
 * they will be at inference, and soft in the backward pass. Routers start open; a penalty that
 * grows over the first epochs pulls each one's mean through-probability to the target. The learning
 * rate falls to zero over the run; the weights' moving average remains.
 */
public final class MlpRecipe implements Recipe {

  private final boolean routed;
  private final MlpSettings settings;

  /**
   * A recipe.
   *
   * @param routed false for the dense twin
   * @param settings how long and with what
   */
  public MlpRecipe(boolean routed, MlpSettings settings) {
    this.routed = routed;
    this.settings = settings;
  }

  @Override
  public String description() {
    return "RoutedMlp " + (routed ? Routing.ROUTERS : Routing.NONE) + " " + settings;
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
    RoutedMlpBuilder builder =
        RoutedMlp.builder()
            .inputs(settings.inputs())
            .classes(settings.classes())
            .width(settings.width())
            .blocks(settings.blocks())
            .seed(settings.seed())
            .updater(
                new Adam(
                    new PolySchedule(ScheduleType.ITERATION, settings.learningRate(), 1, steps)));
    if (routed) {
      builder.routing(Routing.ROUTERS).router(router(batches));
    }
    return builder.build().init();
  }

  private RouterLayer router(int batches) {
    int growing = Math.max(1, batches * settings.openEpochs());
    return new RouterLayer.Builder()
        .trainingMode(TrainingMode.STRAIGHT_THROUGH)
        .openProbability(settings.openProbability())
        .penalty(
            new SparsityPenaltyLoss.Builder()
                .targetRate(
                    settings.throughTarget(), new RampSchedule(new FixedSchedule(1), growing))
                .build())
        .build();
  }
}
