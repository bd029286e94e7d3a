package io.github.dl4jrouting.examples.data;

import java.util.Random;

/**
 * Some samples of another set, in an order of their own.
 *
 * @param all the other set
 * @param indices which of its samples; not copied
 */
public record SelectedSamples(Samples all, int... indices) implements Samples {

  /** Rejects an empty selection. */
  public SelectedSamples {
    if (indices.length == 0) {
      throw new IllegalArgumentException("at least 1 sample has to be selected, found none");
    }
  }

  /**
   * The numbers below a bound in random order.
   *
   * @param size the bound
   * @param seed decides the order
   * @return 0 to size − 1
   */
  public static int[] shuffled(int size, long seed) {
    Random random = new Random(seed);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public SampleShape shape() {
    return all.shape();
  }

  @Override
  public int label(int index) {
    return all.label(indices[index]);
  }

  @Override
  public void read(int index, float[] target, int offset) {
    all.read(indices[index], target, offset);
  }
}
