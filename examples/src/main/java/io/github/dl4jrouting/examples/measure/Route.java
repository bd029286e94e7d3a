package io.github.dl4jrouting.examples.measure;

import java.util.List;

/**
 * The way of one sample through a network: for every routed block, which paths have a probability
 * other than zero.
 *
 * @param paths one bit set a block, in the order of the blocks; bit k stands for path k
 */
public record Route(List<Long> paths) {

  /** Copies the list. */
  public Route {
    paths = List.copyOf(paths);
  }

  /** Bits of the probabilities that are not zero. */
  static long bits(double[] probabilities) {
    long bits = 0;
    for (int k = 0; k < probabilities.length; k++) {
      if (probabilities[k] != 0) {
        bits |= 1L << k;
      }
    }
    return bits;
  }

  /** Whether the sample takes a path of a block. */
  boolean takes(int block, int path) {
    return (paths.get(block) >> path & 1) != 0;
  }
}
