package io.github.dl4jrouting.zoo.recipe;

/**
 * What a {@link LeNetRecipe} can be told.
 *
 * @param channels of an image
 * @param height rows of an image
 * @param width columns of an image
 * @param classes number of classes
 * @param exitFilters how many filters of the first convolution the early classifier sees
 * @param exitUnits width of the early classifier's hidden layer
 * @param epochs passes over the training samples, at least 1, those that tune included
 * @param learningRate Adam's, at the start; it falls linearly to zero until the network is tuned
 * @param averaging decay of the moving average of the weights
 * @param exit how the exit is trained, and who takes it
 * @param tuning how both networks are tuned at last, for fewer epochs than there are
 * @param seed start of all randomness
 */
public record LeNetSettings(
    int channels,
    int height,
    int width,
    int classes,
    int exitFilters,
    int exitUnits,
    int epochs,
    double learningRate,
    double averaging,
    ExitSettings exit,
    HardTuning tuning,
    long seed)
    implements TwinSettings {

  private static final int MNIST_SIZE = 28;

  /** Three samples in a hundred go on: 9 times fewer MACs than the dense twin. */
  private static final double MOST_EXITS = 0.97;

  private static final double ALLOWED_DROP = 0.005;

  /** One epoch in so many tunes. */
  private static final int TUNED = 3;

  private static final double TUNING_RATE = 0.0005;

  /** More than will go on, so that there is enough to learn from. */
  private static final double HARDEST = 0.2;

  /** Rejects what cannot train. */
  public LeNetSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("Expected at least 1 epoch, found " + epochs);
    }
    if (tuning.epochs() >= epochs) {
      throw new IllegalArgumentException(
          "Expected fewer epochs of tuning than the "
              + epochs
              + " epochs of the training, found "
              + tuning.epochs());
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
  public static LeNetSettings mnist(int epochs, long seed) {
    return new LeNetSettings(
        1,
        MNIST_SIZE,
        MNIST_SIZE,
        10,
        8,
        64,
        epochs,
        0.002,
        0.998,
        new ExitSettings(0.5, MOST_EXITS, ALLOWED_DROP),
        new HardTuning(epochs / TUNED, TUNING_RATE, HARDEST),
        seed);
  }
}
