package io.github.dl4jrouting.inference;

import java.lang.ref.Reference;

/**
 * What the kernels that OpenBLAS has taken for this machine are good at. JavaCPP has no way to ask
 * it which it has taken, so three small products are timed side by side when the engine first
 * multiplies. The kernels that there are lie far apart: by more than half as much again on either
 * side of each limit here.
 */
final class SmallProducts {
  private static final int HEIGHT = 64;
  private static final int DEPTH = 112;

  /** For so long, and so often at least; the shortest time of each counts. */
  private static final long NANOS = 20_000_000;

  private static final int TRIES = 500;

  /** Packed if a product of one column takes more than so many times as long as a vector's. */
  private static final double PACKED = 1.3;

  /** Slow with vectors if theirs takes more than so many times as long as a sum of as many. */
  private static final double SLOW_VECTORS = 1.6;

  private static final int FAST_VECTORS_COLUMNS = 32;
  private static final int SLOW_VECTORS_COLUMNS = 3;

  private static final SmallProducts MEASURED = new SmallProducts();

  private final boolean packed;
  private final int columnsWorthPacking;

  private SmallProducts() {
    int size = HEIGHT * DEPTH;
    NativeMemory weights = new NativeMemory(size);
    NativeMemory in = new NativeMemory(size);
    NativeMemory out = new NativeMemory(HEIGHT);
    Lane.Address a = new Lane.Address().to(weights.address(0));
    Lane.Address b = new Lane.Address().to(in.address(0));
    Lane.Address c = new Lane.Address().to(out.address(0));
    long product = Long.MAX_VALUE;
    long byVector = Long.MAX_VALUE;
    long sum = Long.MAX_VALUE;
    long end = System.nanoTime() + NANOS;
    for (int i = 0; i < TRIES || System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      OpenBlas.product(HEIGHT, 1, DEPTH, a, HEIGHT, b, DEPTH, 0, c, HEIGHT);
      long second = System.nanoTime();
      OpenBlas.product(HEIGHT, DEPTH, a, HEIGHT, b, 0, c);
      long third = System.nanoTime();
      OpenBlas.dot(size, a, b);
      sum = Math.min(sum, System.nanoTime() - third);
      product = Math.min(product, second - start);
      byVector = Math.min(byVector, third - second);
    }
    Reference.reachabilityFence(weights);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
    packed = product > PACKED * byVector;
    if (packed) {
      columnsWorthPacking =
          byVector > SLOW_VECTORS * sum ? SLOW_VECTORS_COLUMNS : FAST_VECTORS_COLUMNS;
      KernelAdvice.log();
    } else {
      columnsWorthPacking = 0;
    }
  }

  /** Whether small matrices are packed before they are multiplied. Kernels with AVX-512 do not. */
  static boolean arePacked() {
    return MEASURED.packed;
  }

  /** Fewer columns are multiplied faster one by one than packed; 0 where none is packed. */
  static int columnsWorthPacking() {
    return MEASURED.columnsWorthPacking;
  }
}
