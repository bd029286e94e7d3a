package io.github.dl4jrouting.inference;

/**
 * What the kernels that OpenBLAS has taken for this machine are good at. It does not tell which it
 * has taken, so three small products are timed once, side by side. The kernels that there are lie
 * far apart: by more than half as much again on either side of each limit here.
 */
final class SmallProducts {
  private static final int HEIGHT = 64;
  private static final int DEPTH = 128;
  private static final int TRIES = 2000;

  /** A product of one column takes so many times as long as one with a vector, if it is packed. */
  private static final double PACKED = 1.3;

  /** Beside a sum of as many products; those kernels with AVX take as long as it. */
  private static final double SLOW_VECTORS = 1.6;

  private static final int FAST_VECTORS_COLUMNS = 32;
  private static final int SLOW_VECTORS_COLUMNS = 3;

  private static final SmallProducts MEASURED = new SmallProducts();

  private final boolean packed;
  private final int columnsWorthPacking;

  private SmallProducts() {
    int size = HEIGHT * DEPTH;
    Memory weights = Memory.of(new float[size]);
    Memory in = Memory.of(new float[size]);
    Memory out = Memory.of(new float[HEIGHT]);
    Lane.Address a = new Lane.Address();
    Lane.Address b = new Lane.Address();
    Lane.Address c = new Lane.Address();
    long product = Long.MAX_VALUE;
    long byVector = Long.MAX_VALUE;
    long sum = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      a.to(weights.address(0));
      b.to(in.address(0));
      c.to(out.address(0));
      long start = System.nanoTime();
      Gemm.product(HEIGHT, 1, DEPTH, a, HEIGHT, b, DEPTH, 0, c, HEIGHT);
      long second = System.nanoTime();
      Gemm.byVector(HEIGHT, 1, DEPTH, a, HEIGHT, b, DEPTH, 0, c, HEIGHT);
      long third = System.nanoTime();
      Gemm.dot(size, a, b);
      sum = Math.min(sum, System.nanoTime() - third);
      product = Math.min(product, second - start);
      byVector = Math.min(byVector, third - second);
    }
    packed = product > PACKED * byVector;
    columnsWorthPacking =
        byVector > SLOW_VECTORS * sum ? SLOW_VECTORS_COLUMNS : FAST_VECTORS_COLUMNS;
    KernelAdvice.log(packed);
  }

  /** Whether small matrices are packed before they are multiplied. Kernels with AVX-512 do not. */
  static boolean arePacked() {
    return MEASURED.packed;
  }

  /** Fewer columns are multiplied faster one by one than packed. */
  static int columnsWorthPacking() {
    return MEASURED.columnsWorthPacking;
  }
}
