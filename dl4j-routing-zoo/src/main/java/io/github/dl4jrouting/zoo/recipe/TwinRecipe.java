package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.zoo.Routing;

/**
 * A recipe that trains a routed network or its dense twin, as one switch says.
 *
 * @param <S> type of its settings, a record, whose text tells one training from another
 */
abstract class TwinRecipe<S extends TwinSettings> implements Recipe {

  private final String model;
  private final Routing routing;
  private final S settings;

  /**
   * A recipe.
   *
   * @param model name of the model
   * @param routing what decides; {@link Routing#NONE} for the dense twin
   * @param settings how long and with what
   */
  TwinRecipe(String model, Routing routing, S settings) {
    this.model = model;
    this.routing = routing;
    this.settings = settings;
  }

  final Routing routing() {
    return routing;
  }

  final S settings() {
    return settings;
  }

  @Override
  public String description() {
    return model + " " + routing + " " + settings;
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
