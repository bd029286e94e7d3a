package io.github.dl4jrouting.router;

import io.github.dl4jrouting.input.FloatMemory;
import io.github.dl4jrouting.input.RowMajor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code z = x W + b} and its gradient, x [N, F], W [F, K], b [1, K]. A router's K is so small that
 * ND4J takes longer to begin a product than to compute it: float arrays of up to {@value #SMALL}
 * multiplications are computed in {@link AffineLoops}, everything else by ND4J.
 */
final class Affine {
  private static final long SMALL = 200_000;

  private Affine() {}

  /**
   * The result of the layer.
   *
   * @param x [N, F]
   * @param w W, [F, K]
   * @param b [1, K]
   * @return z, row-major [N, K]
   */
  static double[] forward(INDArray x, INDArray w, INDArray b) {
    return isSmall(x, w, b)
        ? AffineLoops.forward(
            FloatMemory.of(x), RowMajor.isPlain(x), columns(w), FloatMemory.read(b))
        : RowMajor.of(x.mmul(w).addiRowVector(b));
  }

  /**
   * Writes all gradients, those of W and b summed over samples.
   *
   * @param x [N, F]
   * @param w W, [F, K]
   * @param dz dL/dz, row-major [N, K]
   * @param dw overwritten, dL/dW = xᵀ dz
   * @param db overwritten, dL/db
   * @param dx overwritten, dL/dx = dz Wᵀ, in c order
   */
  static void backward(INDArray x, INDArray w, double[] dz, INDArray dw, INDArray db, INDArray dx) {
    if (isSmall(x, w, dw, db, dx)) {
      float[][] above = columns(dz, (int) w.size(1));
      AffineLoops.weightGradient(FloatMemory.of(x), RowMajor.isPlain(x), above, FloatMemory.of(dw));
      FloatMemory.of(db).put(AffineLoops.sums(above));
      AffineLoops.inputGradient(above, columns(w), FloatMemory.of(dx));
      return;
    }
    INDArray above =
        RowMajor.put(
            dz, Nd4j.createUninitialized(w.dataType(), new long[] {x.size(0), w.size(1)}, 'c'));
    Nd4j.gemm(x, above, dw, true, false, 1, 0);
    above.sum(db, true, 0);
    Nd4j.gemm(w, above, dx.transpose(), false, true, 1, 0);
  }

  private static boolean isSmall(INDArray x, INDArray w, INDArray... others) {
    return x.size(0) * w.length() <= SMALL
        && Stream.concat(Stream.of(x, w), Arrays.stream(others)).allMatch(FloatMemory::isReachable)
        && isByColumns(w);
  }

  /** DL4J's parameters are, and their gradients lie as they do; noise may make others of them. */
  private static boolean isByColumns(INDArray w) {
    return w.size(0) == 1 || w.stride(0) == 1;
  }

  private static float[][] columns(INDArray w) {
    float[] all = FloatMemory.read(w);
    int features = (int) w.size(0);
    float[][] columns = new float[(int) w.size(1)][];
    Arrays.setAll(columns, k -> Arrays.copyOfRange(all, k * features, (k + 1) * features));
    return columns;
  }

  private static float[][] columns(double[] rows, int width) {
    float[][] columns = new float[width][rows.length / width];
    for (int i = 0; i < rows.length; i++) {
      columns[i % width][i / width] = (float) rows[i];
    }
    return columns;
  }
}
