package io.github.dl4jrouting.inference;

import java.util.Arrays;

/** A set of samples of the batch, as bits. Reused from call to call; for one thread. */
final class Rows {
  private long[] words = new long[1];
  private int used = 1;
  private int universe;

  /** Makes this the empty set of a batch. */
  Rows reset(int batch) {
    universe = batch;
    used = (batch + 63) >>> 6;
    if (words.length < used) {
      words = new long[used];
    }
    Arrays.fill(words, 0, used, 0);
    return this;
  }

  Rows addAll() {
    Arrays.fill(words, 0, used, -1);
    int rest = universe & 63;
    if (rest != 0) {
      words[used - 1] = -1L >>> (64 - rest);
    }
    return this;
  }

  void clear() {
    Arrays.fill(words, 0, used, 0);
  }

  void add(int row) {
    words[row >>> 6] |= 1L << row;
  }

  boolean contains(int row) {
    return (words[row >>> 6] & 1L << row) != 0;
  }

  void addAll(Rows other) {
    for (int i = 0; i < used; i++) {
      words[i] |= other.words[i];
    }
  }

  void removeAll(Rows other) {
    for (int i = 0; i < used; i++) {
      words[i] &= ~other.words[i];
    }
  }

  void copyFrom(Rows other) {
    reset(other.universe);
    System.arraycopy(other.words, 0, words, 0, used);
  }

  boolean containsAll(Rows other) {
    for (int i = 0; i < used; i++) {
      if ((other.words[i] & ~words[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  boolean same(Rows other) {
    return universe == other.universe && Arrays.equals(words, 0, used, other.words, 0, used);
  }

  boolean isEmpty() {
    for (int i = 0; i < used; i++) {
      if (words[i] != 0) {
        return false;
      }
    }
    return true;
  }

  int count() {
    int count = 0;
    for (int i = 0; i < used; i++) {
      count += Long.bitCount(words[i]);
    }
    return count;
  }

  int universe() {
    return universe;
  }

  /** The first row at or after one, or −1. */
  int next(int from) {
    int i = from >>> 6;
    if (i >= used) {
      return -1;
    }
    long word = words[i] & -1L << from;
    while (word == 0) {
      if (++i == used) {
        return -1;
      }
      word = words[i];
    }
    return (i << 6) + Long.numberOfTrailingZeros(word);
  }

  /** How many rows of the set come before one: its position in a value computed for this set. */
  int rank(int row) {
    int rank = 0;
    for (int i = 0; i < row >>> 6; i++) {
      rank += Long.bitCount(words[i]);
    }
    return rank + Long.bitCount(words[row >>> 6] & (1L << row) - 1);
  }

  int[] toArray() {
    int[] rows = new int[count()];
    int i = 0;
    for (int r = next(0); r >= 0; r = next(r + 1)) {
      rows[i++] = r;
    }
    return rows;
  }
}
