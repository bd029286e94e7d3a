package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.zoo.ResNetShape;

/**
 * What a {@link ResNetRecipe} can be told of a network, dense or routed.
 *
 * @param channels of an image
 * @param height rows of an image
 * @param width columns of an image
 * @param classes number of classes
 * @param shape blocks and their channels
 * @param epochs passes over the training samples, or over parts of them, at least 1
 * @param learningRate Adam's, at the start; it falls linearly to zero
 * @param averaging decay of the moving average of the weights
 * @param seed start of all randomness
 */
public record ResNetSettings(
    int channels,
    int height,
    int width,
    int classes,
    ResNetShape shape,
    int epochs,
    double learningRate,
    double averaging,
    long seed)
    implements TwinSettings {

  private static final int MNIST_PADDED = 32;

  /** Rejects what cannot train. */
  public ResNetSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("Expected at least 1 epoch, found " + epochs);
    }
  }

  /**
   * The settings for ResNet-20 on MNIST.
   *
   * @param epochs passes over the training samples, or over parts of them
   * @param seed start of all randomness
   * @return settings for images padded to 32×32
   */
  public static ResNetSettings mnist(int epochs, long seed) {
    return new ResNetSettings(
        1, MNIST_PADDED, MNIST_PADDED, 10, ResNetShape.cifar(20), epochs, 0.004, 0.98, seed);
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
  public ResNetSettings with(int newChannels, int newHeight, int newWidth, int newClasses) {
    return new ResNetSettings(
        newChannels, newHeight, newWidth, newClasses, shape, epochs, learningRate, averaging, seed);
  }
}
