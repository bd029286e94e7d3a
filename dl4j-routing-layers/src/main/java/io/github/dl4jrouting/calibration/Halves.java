package io.github.dl4jrouting.calibration;

import java.util.Arrays;
import java.util.Random;

/**
 * A split in two.
 *
 * @param first indices of one half
 * @param second indices of the other
 */
record Halves(int[] first, int[] second) {
  static Halves of(int samples, long seed) {
    int[] order = new int[samples];
    Random random = new Random(seed);
    for (int i = 0; i < samples; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return new Halves(
        Arrays.copyOf(order, samples / 2), Arrays.copyOfRange(order, samples / 2, samples));
  }
}
