package io.github.dl4jrouting.examples.data;

import java.util.Objects;

/**
 * Some of the first samples of another set, as far from each other as can be.
 *
 * @param all the other set
 * @param size how many
 * @param among of how many; of as many, they are all
 */
record SomeSamples(Samples all, int size, int among) implements Samples {

  @Override
  public SampleShape shape() {
    return all.shape();
  }

  @Override
  public int label(int index) {
    return all.label(place(index));
  }

  @Override
  public void read(int index, float[] target, int offset) {
    all.read(place(index), target, offset);
  }

  private int place(int index) {
    return (int) ((long) Objects.checkIndex(index, size) * among / size);
  }
}
