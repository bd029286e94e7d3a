package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.input.FeaturePooling;
import io.github.dl4jrouting.input.InputLayout;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Activations as one array a sample. */
final class FeatureRows {
  private FeatureRows() {}

  /** What the gate of a site reads, pooled over positions: [N][F]. */
  static double[][] of(VertexEvaluator evaluator, GateSite site) {
    return pooled(evaluator.value(site.input()), site.layout(), evaluator.mask(site));
  }

  static double[][] pooled(INDArray x, InputLayout layout, INDArray mask) {
    return of(FeaturePooling.pool(x, layout, mask));
  }

  /** All of it, flattened: [N][d]. */
  static double[][] of(INDArray x) {
    // Not toDoubleMatrix(), which makes two arrays for every row.
    double[] flat = x.dup('c').data().asDouble();
    int rows = (int) x.size(0);
    int length = flat.length / rows;
    double[][] result = new double[rows][];
    for (int n = 0; n < rows; n++) {
      result[n] = Arrays.copyOfRange(flat, n * length, (n + 1) * length);
    }
    return result;
  }
}
