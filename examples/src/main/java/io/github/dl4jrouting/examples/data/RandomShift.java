package io.github.dl4jrouting.examples.data;

import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Moves every image of a mini-batch by a few random pixels and fills up with zeros, so that a
 * network sees each training image in many places. What it does depends on the seed alone. Plain
 * feature vectors stay as they are, for no feature of theirs is another's neighbour.
 */
public final class RandomShift implements DataSetPreProcessor {

  private static final long serialVersionUID = 1L;

  private final SampleShape shape;
  private final int pixels;
  private final Random random;

  /**
   * Shifts in both directions, each distance as likely as any other.
   *
   * @param shape shape of one image
   * @param pixels the farthest an image moves along an axis, 0 or more
   * @param seed decides the shifts
   * @throws IllegalArgumentException if {@code pixels} is negative
   */
  public RandomShift(SampleShape shape, int pixels, long seed) {
    if (pixels < 0) {
      throw new IllegalArgumentException("expected a shift of 0 pixels or more, found " + pixels);
    }
    this.shape = shape;
    this.pixels = shape.isImage() ? pixels : 0;
    this.random = new Random(seed);
  }

  /** Replaces the features, [n, channels · height · width]. */
  @Override
  public void preProcess(DataSet batch) {
    INDArray features = batch.getFeatures();
    int samples = (int) features.size(0);
    float[] from = features.dup('c').data().asFloat();
    float[] to = new float[from.length];
    for (int n = 0; n < samples; n++) {
      int down = random.nextInt(2 * pixels + 1) - pixels;
      int right = random.nextInt(2 * pixels + 1) - pixels;
      for (int channel = 0; channel < shape.channels(); channel++) {
        shift(from, to, (n * shape.channels() + channel) * shape.height(), down, right);
      }
    }
    batch.setFeatures(Nd4j.createFromArray(to).reshape('c', samples, shape.features()));
  }

  /** Copies one channel whose first row is row {@code top} of the arrays. */
  private void shift(float[] from, float[] to, int top, int down, int right) {
    int width = shape.width();
    int kept = width - Math.abs(right);
    for (int row = Math.max(0, down); row < shape.height() + Math.min(0, down); row++) {
      int source = (top + row - down) * width + Math.max(0, -right);
      System.arraycopy(from, source, to, (top + row) * width + Math.max(0, right), kept);
    }
  }
}
