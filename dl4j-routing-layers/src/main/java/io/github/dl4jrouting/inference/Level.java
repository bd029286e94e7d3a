package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** The nodes under way at one depth of nested routers. */
final class Level {
  private final long[] pending;
  final int[] order;
  int length;

  Level(int nodes) {
    pending = new long[(nodes + 63) >>> 6];
    order = new int[nodes];
  }

  void add(int node) {
    pending[node >>> 6] |= 1L << node;
  }

  /** Removes and gives the last pending node, or −1. */
  int poll() {
    for (int i = pending.length - 1; i >= 0; i--) {
      if (pending[i] != 0) {
        int bit = Long.SIZE - 1 - Long.numberOfLeadingZeros(pending[i]);
        pending[i] &= ~(1L << bit);
        return (i << 6) + bit;
      }
    }
    return -1;
  }

  void reset() {
    Arrays.fill(pending, 0);
    length = 0;
  }
}
