package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import java.util.Random;

/**
 * Samples x ~ N(0, I), each labelled with the largest of some random linear functions of it. The
 * paper's own Gaussian samples have labels thrown by chance, which no network can learn.
 */
final class GaussianSamples implements Samples {

  private static final long serialVersionUID = 1L;

  /** Number of linear functions. */
  static final int CLASSES = 10;

  private final int dim;
  private final float[] values;
  private final byte[] labels;

  private GaussianSamples(int count, int dim, float[] teacher, Random random) {
    this.dim = dim;
    this.values = new float[Math.multiplyExact(count, dim)];
    this.labels = new byte[count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (int n = 0; n < count; n++) {
      labels[n] = (byte) label(n, teacher);
    }
  }

  /** A task of as many test samples as wanted, and training samples of the same kind. */
  static Dataset dataset(int trainSamples, int testSamples, int dim, long seed) {
    Random random = new Random(seed);
    float[] teacher = new float[CLASSES * dim];
    for (int i = 0; i < teacher.length; i++) {
      teacher[i] = (float) random.nextGaussian();
    }
    Samples test = new GaussianSamples(testSamples, dim, teacher, random);
    Samples train = new GaussianSamples(trainSamples, dim, teacher, random);
    return new Dataset("gaussian", train, test, CLASSES);
  }

  private int label(int sample, float[] teacher) {
    int best = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < CLASSES; c++) {
      double score = 0;
      for (int i = 0; i < dim; i++) {
        score += teacher[c * dim + i] * values[sample * dim + i];
      }
      if (score > largest) {
        largest = score;
        best = c;
      }
    }
    return best;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public SampleShape shape() {
    return new SampleShape(1, 1, dim);
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    System.arraycopy(values, index * dim, target, offset, dim);
  }
}
