package io.github.dl4jrouting.examples.data;

import java.util.Objects;

/** Some samples of another set, as far from each other as can be. */
record SpreadSamples(Samples all, int size) implements Samples {

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
    return (int) ((long) Objects.checkIndex(index, size) * all.size() / size);
  }
}
