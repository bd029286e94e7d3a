package io.github.dl4jrouting.zoo.recipe;

import java.util.List;

/**
 * What a {@link LeNetRecipe} can be told.
 *
 * @param channels of an image
 * @param height rows of an image
 * @param width columns of an image
 * @param classes number of classes
 * @param exitFilters how many filters of the first convolution the exit after it sees
 * @param exitUnits width of that exit's hidden layer
 * @param imageExitUnits width of the hidden layer of the exit that sees the image; 0 for no such
 *     exit
 * @param epochs passes over the training samples, at least 1
 * @param learningRate Adam's, at the start; it falls linearly to zero
 * @param averaging decay of the moving average of the weights
 * @param phases how a network with exits learns from its trained twin on; in the second phase for
 *     as many epochs as there are, with these rates in place of the other
 * @param exit how the exits are trained, and who takes them
 * @param seed start of all randomness
 */
public record LeNetSettings(
    int channels,
    int height,
    int width,
    int classes,
    int exitFilters,
    int exitUnits,
    int imageExitUnits,
    int epochs,
    double learningRate,
    double averaging,
    ExitPhases phases,
    ExitSettings exit,
    long seed)
    implements TwinSettings {

  private static final int MNIST_SIZE = 28;

  /** One sample in four passes the image's exit, one in forty that of the first stage. */
  private static final List<Double> MOST_EXITS = List.of(0.75, 0.975);

  private static final double EXIT_RATE = 0.004;

  private static final double EXIT_DROPOUT = 0.2;

  private static final double REST_RATE = 0.001;

  private static final double ALLOWED_DROP = 0.005;

  /** Rejects what cannot train. */
  public LeNetSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("Expected at least 1 epoch, found " + epochs);
    }
    exit.requireExits(imageExitUnits > 0 ? 2 : 1);
  }

  /**
   * The settings that the shipped weights were trained with, those of the routed network from its
   * trained twin on.
   *
   * @param epochs passes over the training samples
   * @param seed start of all randomness
   * @return settings for MNIST
   */
  public static LeNetSettings mnist(int epochs, long seed) {
    return new LeNetSettings(
        1,
        MNIST_SIZE,
        MNIST_SIZE,
        10,
        8,
        32,
        32,
        epochs,
        0.002,
        0.998,
        new ExitPhases(Math.max(1, 2 * epochs), EXIT_RATE, EXIT_DROPOUT, REST_RATE),
        new ExitSettings(0.5, MOST_EXITS, ALLOWED_DROP),
        seed);
  }

  /**
   * The same network on other images.
   *
   * @param newChannels of an image
   * @param newHeight rows of an image
   * @param newWidth columns of an image
   * @param newClasses number of classes
   * @return new settings
   */
  public LeNetSettings with(int newChannels, int newHeight, int newWidth, int newClasses) {
    return new LeNetSettings(
        newChannels,
        newHeight,
        newWidth,
        newClasses,
        exitFilters,
        exitUnits,
        imageExitUnits,
        epochs,
        learningRate,
        averaging,
        phases,
        exit,
        seed);
  }
}
