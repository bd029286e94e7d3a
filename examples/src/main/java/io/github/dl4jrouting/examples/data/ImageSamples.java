package io.github.dl4jrouting.examples.data;

import java.util.Arrays;

/**
 * Labelled 8-bit images. Pixels stay bytes (47 MB for the whole of MNIST, not 188) and become
 * floats in 0..1 when they are read. Colours are red, green, blue.
 */
public final class ImageSamples implements Samples {

  private static final long serialVersionUID = 1L;
  private static final float FULL_SCALE = 255f;

  private final SampleShape shape;
  private final byte[][] images;
  private final int[] labels;

  /**
   * Wraps images; the arrays are not copied.
   *
   * @param shape shape of one image
   * @param images each in the order [channel, row, column], unsigned
   * @param labels one class index an image
   * @throws IllegalArgumentException if there is no image, or the two arrays differ in length, or
   *     an image is of another shape
   */
  public ImageSamples(SampleShape shape, byte[][] images, int[] labels) {
    if (images.length == 0 || images.length != labels.length) {
      throw new IllegalArgumentException(
          "expected as many images as labels, at least 1, found "
              + images.length
              + " and "
              + labels.length);
    }
    for (byte[] image : images) {
      if (image.length != shape.features()) {
        throw new IllegalArgumentException(
            "expected images of " + shape + ", found one of " + image.length + " pixels");
      }
    }
    this.shape = shape;
    this.images = images;
    this.labels = labels;
  }

  /**
   * Cuts one array into images.
   *
   * @param shape shape of one image
   * @param pixels image after image, each in the order [channel, row, column], unsigned
   * @param labels one class index an image, unsigned
   * @throws IllegalArgumentException if the two arrays do not hold equally many images
   */
  public ImageSamples(SampleShape shape, byte[] pixels, byte[] labels) {
    this(shape, cut(pixels, labels.length, shape), unsigned(labels));
  }

  private static byte[][] cut(byte[] pixels, int count, SampleShape shape) {
    int features = shape.features();
    if ((long) count * features != pixels.length) {
      throw new IllegalArgumentException(
          "expected " + count + " images of " + shape + ", found " + pixels.length + " pixels");
    }
    byte[][] images = new byte[count][];
    for (int i = 0; i < count; i++) {
      images[i] = Arrays.copyOfRange(pixels, i * features, (i + 1) * features);
    }
    return images;
  }

  private static int[] unsigned(byte[] bytes) {
    int[] numbers = new int[bytes.length];
    Arrays.setAll(numbers, i -> bytes[i] & 0xff);
    return numbers;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public SampleShape shape() {
    return shape;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    byte[] pixels = images[index];
    for (int i = 0; i < pixels.length; i++) {
      target[offset + i] = (pixels[i] & 0xff) / FULL_SCALE;
    }
  }
}
