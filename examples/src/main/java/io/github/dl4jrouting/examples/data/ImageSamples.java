package io.github.dl4jrouting.examples.data;

/**
 * Labelled 8-bit images. Pixels stay bytes (47 MB for the whole of MNIST, not 188) and become
 * floats in 0..1 when they are read.
 */
public final class ImageSamples implements Samples {

  private static final long serialVersionUID = 1L;
  private static final float FULL_SCALE = 255f;

  private final SampleShape shape;
  private final byte[] pixels;
  private final byte[] labels;

  /**
   * Wraps images; the arrays are not copied.
   *
   * @param shape shape of one image
   * @param pixels image after image, each in the order [channel, row, column], unsigned
   * @param labels one class index an image, unsigned
   * @throws IllegalArgumentException if the two arrays do not hold equally many images
   */
  public ImageSamples(SampleShape shape, byte[] pixels, byte[] labels) {
    if ((long) labels.length * shape.features() != pixels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          "expected "
              + labels.length
              + " images of "
              + shape
              + ", at least 1, found "
              + pixels.length
              + " pixels");
    }
    this.shape = shape;
    this.pixels = pixels;
    this.labels = labels;
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
    return labels[index] & 0xff;
  }

  @Override
  public void read(int index, float[] target, int offset) {
    int features = shape.features();
    int from = index * features;
    for (int i = 0; i < features; i++) {
      target[offset + i] = (pixels[from + i] & 0xff) / FULL_SCALE;
    }
  }
}
