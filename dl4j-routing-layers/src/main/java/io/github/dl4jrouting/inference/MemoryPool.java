package io.github.dl4jrouting.inference;

import java.util.ArrayDeque;

/**
 * Blocks for reuse, by size class (four a power of two), so that a steady load allocates nothing
 * and a varying one only as long as it brings new sizes. For one thread.
 */
final class MemoryPool {
  private static final int SMALLEST_BITS = 8;
  private static final int CLASSES = (Integer.SIZE - SMALLEST_BITS) * 4;

  private final ArrayDeque<Memory>[] free;

  @SuppressWarnings({"unchecked", "rawtypes"})
  MemoryPool() {
    free = new ArrayDeque[CLASSES];
  }

  Memory take(long size) {
    if (size > Integer.MAX_VALUE - Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Expected an activation of less than 2^31 numbers, found "
              + size
              + ". Use a smaller batch.");
    }
    int index = sizeClass((int) size);
    ArrayDeque<Memory> stack = free[index];
    Memory memory = stack == null ? null : stack.pollLast();
    return memory != null ? memory : Memory.ofCapacity(capacity(index));
  }

  void give(Memory memory) {
    if (memory.isBorrowed()) {
      return;
    }
    int index = sizeClass(memory.capacity());
    if (free[index] == null) {
      free[index] = new ArrayDeque<>();
    }
    free[index].addLast(memory);
  }

  private static int sizeClass(int size) {
    int s = Math.max(size, 1 << SMALLEST_BITS) - 1;
    int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(s);
    int quarter = (s >>> (bits - 2)) & 3;
    return (bits - SMALLEST_BITS + 1) * 4 + quarter;
  }

  private static int capacity(int index) {
    int bits = index / 4 + SMALLEST_BITS - 1;
    return (int) Math.min(Integer.MAX_VALUE - Short.MAX_VALUE, (5L + index % 4) << (bits - 2));
  }
}
