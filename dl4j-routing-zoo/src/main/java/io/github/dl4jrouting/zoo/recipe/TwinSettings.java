package io.github.dl4jrouting.zoo.recipe;

/** The settings that every recipe of a routed network and its dense twin has. */
public interface TwinSettings {

  /** Passes over the training samples. */
  int epochs();

  /** Decay of the moving average of the weights. */
  double averaging();

  /** Start of all randomness. */
  long seed();
}
