package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
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

  /**
   * A recipe.
   *
   * @param model name of the model
   * @param routing what decides; {@link Routing#NONE} for the dense twin
   * @param settings how long and with what
   * @param twin the trained dense twin that it starts from; with new weights where there is none
   */
  TwinRecipe(String model, Routing routing, S settings, Optional<ComputationGraph> twin) {
    this.model = model;
    this.routing = routing;
    this.settings = settings;
    this.twin = twin;
  }

  /**
   * The same recipe of a routed network, which starts with trained weights: the network that there
   * already is learns to skip.
   *
   * @param dense the trained dense twin; it is not changed
   * @return a recipe
   */
  public abstract TwinRecipe<S> from(ComputationGraph dense);

  /** The network to start with. */
  final ComputationGraph first(RoutedZooModel<?> model) {
    return twin.map(model::initFrom).orElseGet(model::init);
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

  @Override
  public String description() {
    return model + " " + routing + " " + settings + (fromTwin() ? " from its trained twin" : "");
  }

  @Override
  public final int epochs() {
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
