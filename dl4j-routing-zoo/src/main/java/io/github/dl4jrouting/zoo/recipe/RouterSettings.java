package io.github.dl4jrouting.zoo.recipe;

/**
 * How routers before blocks are trained.
 *
 * @param openProbability with which routers let a sample through at the start
 * @param throughTarget mean through-probability that each router is pulled to
 * @param openEpochs over how many epochs that pull grows to its whole strength
 */
public record RouterSettings(double openProbability, double throughTarget, int openEpochs) {

  /** Rejects what cannot train. */
  public RouterSettings {
    if (openEpochs < 0) {
      throw new IllegalArgumentException(
          "Expected 0 or more epochs for the pull to grow, found " + openEpochs);
    }
  }
}
