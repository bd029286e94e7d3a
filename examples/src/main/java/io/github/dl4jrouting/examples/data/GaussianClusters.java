package io.github.dl4jrouting.examples.data;

import java.util.List;
import java.util.Random;

/**
 * A task drawn from a seed: 10 classes in 64 dimensions, each a mixture of 3 Gaussians. The centres
 * are drawn from N(0, 1) and a sample from N(centre, 2²), both independently in every dimension, so
 * that the classes overlap a little and no straight line parts them. 10,000 samples are there to
 * train on and 2,000 to test on, equally many of each class but for chance.
 */
public final class GaussianClusters {

  static final List<String> CLASS_NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private static final int DIMENSIONS = 64;
  private static final int CLUSTERS_PER_CLASS = 3;
  private static final double SPREAD = 2;
  private static final int TRAIN = 10_000;
  private static final int TEST = 2_000;

  private GaussianClusters() {}

  /**
   * Draws the centres and then the samples.
   *
   * @param seed decides all of them
   * @return the task, called {@code synthetic}
   */
  public static Dataset draw(long seed) {
    Random random = new Random(seed);
    double[][] centres = new double[CLASS_NAMES.size() * CLUSTERS_PER_CLASS][DIMENSIONS];
    for (double[] centre : centres) {
      for (int d = 0; d < DIMENSIONS; d++) {
        centre[d] = random.nextGaussian();
      }
    }
    return new Dataset(
        "synthetic", samples(centres, TRAIN, random), samples(centres, TEST, random), CLASS_NAMES);
  }

  private static Samples samples(double[][] centres, int count, Random random) {
    float[][] features = new float[count][DIMENSIONS];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int cluster = random.nextInt(centres.length);
      labels[i] = cluster % CLASS_NAMES.size();
      for (int d = 0; d < DIMENSIONS; d++) {
        features[i][d] = (float) (centres[cluster][d] + SPREAD * random.nextGaussian());
      }
    }
    return new VectorSamples(features, labels);
  }
}
