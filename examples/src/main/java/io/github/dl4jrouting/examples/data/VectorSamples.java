package io.github.dl4jrouting.examples.data;

/** Labelled vectors of floats, shape [1, 1, d]. */
public final class VectorSamples implements Samples {

  private static final long serialVersionUID = 1L;

  private final SampleShape shape;
  private final float[][] features;
  private final int[] labels;

  /**
   * Wraps vectors; the arrays are not copied.
   *
   * @param features one vector a sample, all of one length
   * @param labels one class index a sample
   * @throws IllegalArgumentException if there is no sample, or the two differ in number, or the
   *     vectors in length
   */
  public VectorSamples(float[][] features, int[] labels) {
    if (features.length == 0 || features.length != labels.length) {
      throw new IllegalArgumentException(
          "expected as many vectors as labels, at least 1, found "
              + features.length
              + " and "
              + labels.length);
    }
    this.shape = new SampleShape(1, 1, features[0].length);
    for (float[] vector : features) {
      if (vector.length != shape.width()) {
        throw new IllegalArgumentException(
            "expected vectors of " + shape.width() + " features, found one of " + vector.length);
      }
    }
    this.features = features;
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
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    System.arraycopy(features[index], 0, target, offset, features[index].length);
  }
}
