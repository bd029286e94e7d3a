package io.github.dl4jrouting.inference;

/**
 * Whether the kernels that OpenBLAS has taken for this machine pack small matrices before they
 * multiply them. Those with AVX-512 do not. It does not tell which it has taken, so a product of
 * one column is timed once beside the same product by vectors: with packing it takes about ten
 * times as long, without about as long.
 */
final class SmallProducts {
  private static final int HEIGHT = 64;
  private static final int DEPTH = 128;
  private static final int PIECES = 8;
  private static final int TRIES = 9;
  private static final double LONGER = 3;

  private static final boolean PACKED = Gemm.isAvailable() && measured();

  static {
    KernelAdvice.log(PACKED);
  }

  private SmallProducts() {}

  static boolean arePacked() {
    return PACKED;
  }

  private static boolean measured() {
    Memory weights = Memory.of(new float[HEIGHT * DEPTH * PIECES]);
    Memory in = Memory.of(new float[DEPTH * PIECES]);
    Memory out = Memory.of(new float[HEIGHT]);
    long product = Long.MAX_VALUE;
    long byVectors = Long.MAX_VALUE;
    Lane.Address a = new Lane.Address();
    Lane.Address b = new Lane.Address();
    Lane.Address c = new Lane.Address().to(out.address(0));
    int k = DEPTH * PIECES;
    for (int i = 0; i < TRIES; i++) {
      a.to(weights.address(0));
      b.to(in.address(0));
      long start = System.nanoTime();
      Gemm.product(HEIGHT, 1, k, a, HEIGHT, b, k, 0, c, HEIGHT);
      long between = System.nanoTime();
      Gemm.byVector(HEIGHT, 1, k, a, HEIGHT, b, k, 0, c, HEIGHT);
      product = Math.min(product, between - start);
      byVectors = Math.min(byVectors, System.nanoTime() - between);
    }
    return product > LONGER * byVectors;
  }
}
