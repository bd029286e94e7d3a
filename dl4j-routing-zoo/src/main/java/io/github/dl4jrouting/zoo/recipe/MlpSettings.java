package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.zoo.Routing;
import java.util.List;

/**
 * What an {@link MlpRecipe} can be told.
 *
 * @param inputs features of a sample
 * @param classes number of classes
 * @param width units of the stem and of every block
 * @param blocks number of blocks
 * @param epochs passes over the training samples, at least 1
 * @param learningRate Adam's, at the start; it falls linearly to zero
 * @param routing what decides in the routed network, routers or an early exit
 * @param router how routers are trained, where there are any
 * @param exit how the exit is trained, and who takes it, where there is one
 * @param averaging decay of the moving average of the weights
 * @param seed start of all randomness
 */
public record MlpSettings(
    int inputs,
    int classes,
    int width,
    int blocks,
    int epochs,
    double learningRate,
    Routing routing,
    RouterSettings router,
    ExitSettings exit,
    double averaging,
    long seed)
    implements TwinSettings {

  private static final int MNIST_PIXELS = 784;

  /** One sample in ten computes the blocks. */
  private static final double MOST_EXITS = 0.9;

  private static final double ALLOWED_DROP = 0.005;

  /** Rejects what cannot train. */
  public MlpSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("Expected at least 1 epoch, found " + epochs);
    }
    exit.requireExits(1);
    if (routing != Routing.ROUTERS && routing != Routing.EARLY_EXIT) {
      throw new IllegalArgumentException(
          "Expected a routing that is trained, "
              + Routing.ROUTERS
              + " or "
              + Routing.EARLY_EXIT
              + ", found "
              + routing);
    }
  }

  /**
   * The settings that the shipped weights were trained with, those of the routed network from its
   * trained twin on.
   *
   * @param epochs passes over the training samples
   * @param seed start of all randomness
   * @return settings for MNIST
   */
  public static MlpSettings mnist(int epochs, long seed) {
    return new MlpSettings(
        MNIST_PIXELS,
        10,
        128,
        6,
        epochs,
        0.002,
        Routing.EARLY_EXIT,
        new RouterSettings(0.87, 0.3, Math.max(1, epochs / 4)),
        new ExitSettings(0.5, List.of(MOST_EXITS), ALLOWED_DROP),
        0.998,
        seed);
  }

  /**
   * The same network on other data, or routed in another way.
   *
   * @param newInputs features of a sample
   * @param newClasses number of classes
   * @param newRouting what decides in the routed network
   * @return new settings
   */
  public MlpSettings with(int newInputs, int newClasses, Routing newRouting) {
    return new MlpSettings(
        newInputs,
        newClasses,
        width,
        blocks,
        epochs,
        learningRate,
        newRouting,
        router,
        exit,
        averaging,
        seed);
  }
}
