package io.github.dl4jrouting.examples.training;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads ND4J computes with. Its default is one a core, which for the small arrays of
 * these networks costs more in waiting than it gains: threads that meet after every operation wait
 * for the slowest, and a busy machine makes that many times slower than one thread alone.
 */
public final class MathThreads {

  private MathThreads() {}

  /**
   * Sets the number of threads for the element-wise operations and the matrix products that the
   * calling thread starts from here on. Results are the same whatever the number of threads, but
   * for rounding.
   *
   * @param threads at least 1
   */
  public static void use(int threads) {
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    Nd4j.getEnvironment().setMaxThreads(threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    Nd4j.factory().blas().setMaxThreads(threads);
  }
}
