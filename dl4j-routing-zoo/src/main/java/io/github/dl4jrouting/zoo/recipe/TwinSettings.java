package io.github.dl4jrouting.zoo.recipe;

/** The settings that every recipe of a routed network and its dense twin has. */
public interface TwinSettings {

  /**
   * Passes over the training samples.
   *
   * @return at least 1
   */
  int epochs();

  /**
   * Decay of the moving average of the weights.
   *
   * @return from 0 to below 1
   */
  double averaging();

  /**
   * Start of all randomness.
   *
   * @return the seed
   */
  long seed();
}
