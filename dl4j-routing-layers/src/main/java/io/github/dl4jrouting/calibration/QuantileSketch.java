package io.github.dl4jrouting.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Quantiles of a stream in bounded memory: a KLL sketch with levels of one capacity (Karnin, Lang,
 * Liberty 2016, arXiv 1603.05346; Manku, Rajagopalan, Lindsay 1998).
 *
 * <p>Values enter level 0 with weight 1. A full level is sorted, and every other value, at random
 * the odd or the even ones, goes on to the next level with twice the weight. Quantiles are exact
 * until the first level is full; after n values there are log₂(n / capacity) levels, and the error
 * in rank is about n / capacity.
 */
final class QuantileSketch {
  private final int capacity;
  private final Random random;
  private final List<double[]> levels = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private long count;

  QuantileSketch(int capacity, long seed) {
    if (capacity < 2 || capacity % 2 != 0) {
      throw new IllegalArgumentException(
          "Expected an even capacity of at least 2, found " + capacity);
    }
    this.capacity = capacity;
    this.random = new Random(seed);
  }

  void add(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(
          "Expected a number, found NaN as value " + count + " of the stream");
    }
    count++;
    add(0, value);
  }

  private void add(int level, double value) {
    if (level == levels.size()) {
      levels.add(new double[capacity]);
      sizes.add(0);
    }
    int size = sizes.get(level);
    levels.get(level)[size] = value;
    sizes.set(level, size + 1);
    if (size + 1 == capacity) {
      double[] full = levels.get(level).clone();
      Arrays.sort(full);
      sizes.set(level, 0);
      for (int i = random.nextInt(2); i < capacity; i += 2) {
        add(level + 1, full[i]);
      }
    }
  }

  long count() {
    return count;
  }

  /** How many values it holds: bounded by capacity · log₂(n / capacity). */
  int held() {
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * The value seen that has about share · count values at or below it.
   *
   * @param share between 0 and 1; 0 gives the smallest value held
   */
  double quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("Expected at least one value, found an empty stream");
    }
    record Weighted(double value, long weight) {}
    List<Weighted> all = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      for (int i = 0; i < sizes.get(level); i++) {
        all.add(new Weighted(levels.get(level)[i], 1L << level));
      }
    }
    all.sort((a, b) -> Double.compare(a.value(), b.value()));
    long total = all.stream().mapToLong(Weighted::weight).sum();
    long rank = Math.max(1, Math.round(share * total));
    long below = 0;
    for (Weighted item : all) {
      below += item.weight();
      if (below >= rank) {
        return item.value();
      }
    }
    return all.get(all.size() - 1).value();
  }
}
