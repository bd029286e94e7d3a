package io.github.dl4jrouting.zoo.recipe;

/**
 * How the routers of a {@link ResNetRecipe} are trained.
 *
 * @param openProbability with which routers let a sample through at the start
 * @param throughTarget mean through-probability that each router is pulled to in the end, 0..1
 * @param pull weight of that penalty
 * @param certainty weight of the penalty on unsure decisions in the end
 * @param temperature of the routers' probabilities in the end, above 0; 1 at the start
 * @param change share of the training, 0..1, over which the target moves from 1, the certainty from
 *     0 and the temperature from 1 to those of the end
 */
public record RouterTraining(
    double openProbability,
    double throughTarget,
    double pull,
    double certainty,
    double temperature,
    double change) {

  /** Rejects what cannot train. */
  public RouterTraining {
    share("target", throughTarget);
    share("share of the training for the change", change);
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("Expected a temperature above 0, found " + temperature);
    }
  }

  private static void share(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("Expected a " + what + " from 0 to 1, found " + value);
    }
  }

  /**
   * What skips more than half of the routed blocks.
   *
   * @return settings for MNIST
   */
  public static RouterTraining mnist() {
    return new RouterTraining(0.9, 0.44, 2, 0.05, 0.2, 0.4);
  }
}
