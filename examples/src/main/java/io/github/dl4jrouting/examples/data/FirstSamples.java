package io.github.dl4jrouting.examples.data;

import java.util.Objects;

/** The first samples of another set. */
record FirstSamples(Samples all, int size) implements Samples {

  @Override
  public SampleShape shape() {
    return all.shape();
  }

  @Override
  public int label(int index) {
    return all.label(checked(index));
  }

  @Override
  public void read(int index, float[] target, int offset) {
    all.read(checked(index), target, offset);
  }

  private int checked(int index) {
    return Objects.checkIndex(index, size);
  }
}
