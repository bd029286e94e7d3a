package io.github.dl4jrouting.examples.data;

/**
 * Shape of one sample, [channels, height, width]; a plain feature vector is [1, 1, d].
 *
 * @param channels number of channels, at least 1
 * @param height rows of pixels, at least 1
 * @param width columns of pixels, at least 1
 */
public record SampleShape(int channels, int height, int width) {

  /** Rejects a shape without any feature. */
  public SampleShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a sample shape needs at least 1 channel, row and column, found ["
              + channels
              + ", "
              + height
              + ", "
              + width
              + "]");
    }
  }

  /**
   * Number of features of a flattened sample.
   *
   * @return channels × height × width
   */
  public int features() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /**
   * Whether neighbouring features are neighbouring pixels.
   *
   * @return false for a plain feature vector
   */
  public boolean isImage() {
    return channels > 1 || height > 1;
  }

  /**
   * Shape in the usual notation.
   *
   * @return for instance {@code 1x28x28}
   */
  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
