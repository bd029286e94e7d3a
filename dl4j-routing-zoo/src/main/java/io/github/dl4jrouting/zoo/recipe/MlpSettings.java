package io.github.dl4jrouting.zoo.recipe;

/**
 * What an {@link MlpRecipe} can be told.
 *
 * @param inputs features of a sample
 * @param classes number of classes
 * @param width units of the stem and of every block
 * @param blocks number of blocks
 * @param epochs passes over the training samples, at least 1
 * @param learningRate Adam's, at the start; it falls linearly to zero
 * @param openProbability with which routers let a sample through at the start
 * @param throughTarget mean through-probability that each router is pulled to
 * @param openEpochs over how many epochs that pull grows to its whole strength
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
    double openProbability,
    double throughTarget,
    int openEpochs,
    double averaging,
    long seed)
    implements TwinSettings {

  private static final int MNIST_PIXELS = 784;

  /** Rejects what cannot train. */
  public MlpSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("Expected at least 1 epoch, found " + epochs);
    }
    if (openEpochs < 0) {
      throw new IllegalArgumentException(
          "Expected 0 or more epochs for the pull to grow, found " + openEpochs);
    }
  }

  /**
   * The settings that the shipped weights were trained with.
   *
   * @param epochs passes over the training samples
   * @param seed start of all randomness
   * @return settings for MNIST
   */
  public static MlpSettings mnist(int epochs, long seed) {
    return new MlpSettings(
        MNIST_PIXELS, 10, 128, 6, epochs, 0.002, 0.87, 0.3, Math.max(1, epochs / 4), 0.998, seed);
  }
}
