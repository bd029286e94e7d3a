package io.github.dl4jrouting.examples.data;

import java.io.Serializable;

/**
 * Labelled samples in memory, read one at a time, so that a source may keep them as compactly as it
 * likes (bytes for images, floats for anything else).
 */
public interface Samples extends Serializable {

  /**
   * Number of samples.
   *
   * @return N, at least 1
   */
  int size();

  /**
   * Shape of every sample.
   *
   * @return [channels, height, width]
   */
  SampleShape shape();

  /**
   * Class of a sample.
   *
   * @param index sample, 0 to N − 1
   * @return class index, from 0
   */
  int label(int index);

  /**
   * Writes the features of a sample, scaled as the network shall see them.
   *
   * @param index sample, 0 to N − 1
   * @param target receives {@code shape().features()} values
   * @param offset where in {@code target} the first value goes
   */
  void read(int index, float[] target, int offset);

  /**
   * The first samples only.
   *
   * @param count how many to keep; more than there are means all of them
   * @return a view of this
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  default Samples first(int count) {
    checkKept(count);
    return count >= size() ? this : new SomeSamples(this, count, count);
  }

  /**
   * Some samples from everywhere: of as many easy and hard ones as all, where the first may be
   * easier or harder than most.
   *
   * @param count how many to keep; more than there are means all of them
   * @return a view of this, in the same order
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  default Samples spread(int count) {
    checkKept(count);
    return count >= size() ? this : new SomeSamples(this, count, size());
  }

  private static void checkKept(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least 1 sample has to be kept, found " + count);
    }
  }
}
