package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.zoo.RoutedLeNet;
import io.github.dl4jrouting.zoo.Routing;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains a {@link RoutedLeNet} with its early exits, or its dense twin.
 *
 * <p>The learning rate falls to zero; the weights' moving average remains. From its trained twin on
 * the network with exits learns in {@link ExitPhases}: the exits alone, then all but the exits.
 * From new weights on all classifiers learn at the same time. At last the gates' thresholds are set
 * on held-out samples, so that the surest of them exit, as many at each exit as the settings say.
 */
public final class LeNetRecipe extends ExitRecipe<LeNetSettings> {

  /**
   * A recipe that starts with new weights.
   *
   * @param routed false for the dense twin
   * @param settings how long and with what
   */
  public LeNetRecipe(boolean routed, LeNetSettings settings) {
    this(routed, settings, Optional.empty());
  }

  private LeNetRecipe(boolean routed, LeNetSettings settings, Optional<ComputationGraph> twin) {
    super(
        "RoutedLeNet",
        routed ? Routing.EARLY_EXIT : Routing.NONE,
        settings,
        Optional.of(settings.phases()),
        twin);
  }

  @Override
  public LeNetRecipe from(ComputationGraph dense) {
    return new LeNetRecipe(routing() != Routing.NONE, settings(), Optional.of(dense));
  }

  @Override
  RoutedLeNet model(int batches) {
    return RoutedLeNet.builder()
        .image(settings().channels(), settings().height(), settings().width())
        .classes(settings().classes())
        .exitFilters(settings().exitFilters())
        .exitUnits(settings().exitUnits())
        .imageExitUnits(settings().imageExitUnits())
        .seed(settings().seed())
        .routing(routing())
        .updater(
            new Adam(FallingRate.linear(settings().learningRate(), batches * settings().epochs())))
        .build();
  }

  @Override
  ExitSettings exit() {
    return settings().exit();
  }
}
