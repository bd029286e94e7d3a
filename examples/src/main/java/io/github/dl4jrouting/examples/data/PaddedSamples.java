package io.github.dl4jrouting.examples.data;

import java.util.Arrays;

/**
 * Images with zeros around them, in the middle of a larger one.
 *
 * @param images what to pad
 * @param shape the shape they get, of as many channels, no smaller than theirs
 */
public record PaddedSamples(Samples images, SampleShape shape) implements Samples {

  /** Rejects a shape that the images do not fit into. */
  public PaddedSamples {
    SampleShape from = images.shape();
    if (shape.channels() != from.channels()
        || shape.height() < from.height()
        || shape.width() < from.width()) {
      throw new IllegalArgumentException(
          "expected a shape that images of " + from + " fit into, found " + shape);
    }
  }

  /**
   * Pads images that are smaller than a network wants them.
   *
   * @param images any images
   * @param height rows that they get at least
   * @param width columns that they get at least
   * @return a view of them, or they themselves if they are large enough
   */
  public static Samples of(Samples images, int height, int width) {
    SampleShape from = images.shape();
    SampleShape to =
        new SampleShape(
            from.channels(), Math.max(height, from.height()), Math.max(width, from.width()));
    return to.equals(from) ? images : new PaddedSamples(images, to);
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int label(int index) {
    return images.label(index);
  }

  @Override
  public void read(int index, float[] target, int offset) {
    SampleShape from = images.shape();
    float[] image = new float[from.features()];
    images.read(index, image, 0);
    Arrays.fill(target, offset, offset + shape.features(), 0);
    int top = (shape.height() - from.height()) / 2;
    int left = (shape.width() - from.width()) / 2;
    for (int channel = 0; channel < from.channels(); channel++) {
      for (int row = 0; row < from.height(); row++) {
        System.arraycopy(
            image,
            (channel * from.height() + row) * from.width(),
            target,
            offset + (channel * shape.height() + top + row) * shape.width() + left,
            from.width());
      }
    }
  }
}
