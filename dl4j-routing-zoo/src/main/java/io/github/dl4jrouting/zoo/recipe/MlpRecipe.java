package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.RoutedMlpBuilder;
import io.github.dl4jrouting.zoo.Routing;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a {@link RoutedMlp} with its early exit or with routers, or its dense twin, in the same
 * way. The learning rate falls to zero over the run; the weights' moving average remains.
 *
 * <p>With an early exit, both classifiers learn at the same time, and the early one from the deep
 * one as well; at last the gate's threshold is set on held-out samples, so that the surest of them
 * exit, as many as the settings say.
 *
 * <p>With routers, routers and weights learn together, without noise: choices are hard in the
 * forward pass, as they will be at inference, and soft in the backward pass. Routers start open; a
 * penalty that grows over the first epochs pulls each one's mean through-probability to the target.
 */
public final class MlpRecipe extends ExitRecipe<MlpSettings> {

  /**
   * A recipe that starts with new weights.
   *
   * @param routed false for the dense twin
   * @param settings how long and with what
   */
  public MlpRecipe(boolean routed, MlpSettings settings) {
    this(routed, settings, Optional.empty());
  }

  private MlpRecipe(boolean routed, MlpSettings settings, Optional<ComputationGraph> twin) {
    super(
        "RoutedMlp", routed ? settings.routing() : Routing.NONE, settings, Optional.empty(), twin);
  }

  @Override
  public MlpRecipe from(ComputationGraph dense) {
    return new MlpRecipe(routing() != Routing.NONE, settings(), Optional.of(dense));
  }

  @Override
  RoutedMlp model(int batches) {
    RoutedMlpBuilder builder =
        RoutedMlp.builder()
            .inputs(settings().inputs())
            .classes(settings().classes())
            .width(settings().width())
            .blocks(settings().blocks())
            .seed(settings().seed())
            .routing(routing())
            .updater(
                new Adam(
                    FallingRate.linear(settings().learningRate(), batches * settings().epochs())));
    if (routing() == Routing.ROUTERS) {
      builder.router(router());
    }
    return builder.build();
  }

  /** Earlier versions let the rate rise. */
  @Override
  String details() {
    return " at a falling rate";
  }

  @Override
  ExitSettings exit() {
    return settings().exit();
  }

  private RouterLayer router() {
    return new RouterLayer.Builder()
        .trainingMode(TrainingMode.STRAIGHT_THROUGH)
        .openProbability(settings().router().openProbability())
        .penalty(
            new SparsityPenaltyLoss.Builder()
                .targetRate(
                    settings().router().throughTarget(), growing(settings().router().openEpochs()))
                .build())
        .build();
  }

  /** From 1 / n in the first epoch to 1 in the n-th: ND4J's own ramp cannot be saved as JSON. */
  private static ISchedule growing(int epochs) {
    Map<Integer, Double> weights = new TreeMap<>(Map.of(0, 1.0));
    for (int epoch = 0; epoch < epochs; epoch++) {
      weights.put(epoch, (epoch + 1.0) / epochs);
    }
    return new MapSchedule(ScheduleType.EPOCH, weights);
  }
}
