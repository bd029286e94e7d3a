package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.vertex.NetworkCopy;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A recipe that trains a routed network or its dense twin, as one switch says. A routed network
 * starts with new weights, or with those of its twin once that is trained.
 *
 * @param <S> type of its settings, a record, whose text tells one training from another
 */
public abstract class TwinRecipe<S extends TwinSettings> implements Recipe {

  private final String model;
  private final Routing routing;
  private final S settings;
  private final Optional<ComputationGraph> twin;
  private final String start;

  /**
   * A recipe.
   *
   * @param model name of the model
   * @param routing what decides; {@link Routing#NONE} for the dense twin
   * @param settings how long and with what
   * @param twin the trained dense twin that it starts from; with new weights where there is none
   * @throws IllegalArgumentException if there is a twin, and nothing is routed
   */
  TwinRecipe(String model, Routing routing, S settings, Optional<ComputationGraph> twin) {
    this.model = model;
    this.routing = routing;
    this.settings = settings;
    this.twin = twin.map(NetworkCopy::of); // the caller's may be trained on meanwhile
    if (twin.isPresent() && routing == Routing.NONE) {
      throw new IllegalArgumentException(
          "Expected the recipe of a routed network to start from its dense twin, found that of the"
              + " dense twin itself; ask for routing");
    }
    start =
        this.twin
            .map(dense -> Arrays.hashCode(dense.params().toDoubleVector()))
            .map(" from its trained twin %08x"::formatted)
            .orElse("");
  }

  /**
   * The same recipe of a routed network, which starts with trained weights: the network that there
   * already is learns to skip.
   *
   * @param dense the trained dense twin; it is not changed
   * @return a recipe
   * @throws IllegalArgumentException if this is the recipe of the dense twin
   */
  public abstract TwinRecipe<S> from(ComputationGraph dense);

  /**
   * The model that is trained.
   *
   * @param batches mini-batches in a pass, for schedules that run by mini-batch
   */
  abstract RoutedZooModel<?> model(int batches);

  @Override
  public ComputationGraph start(int batches) {
    RoutedZooModel<?> trained = model(batches);
    return twin.map(trained::initFrom).orElseGet(trained::init);
  }

  final boolean fromTwin() {
    return twin.isPresent();
  }

  final Routing routing() {
    return routing;
  }

  final S settings() {
    return settings;
  }

  /** What the result depends on that is not in the settings; empty, or with a space before it. */
  String details() {
    return "";
  }

  @Override
  public final String description() {
    return model + " " + routing + " " + settings + details() + start;
  }

  @Override
  public int epochs() {
    return settings.epochs();
  }

  @Override
  public final long seed() {
    return settings.seed();
  }

  @Override
  public final double averaging() {
    return settings.averaging();
  }
}
