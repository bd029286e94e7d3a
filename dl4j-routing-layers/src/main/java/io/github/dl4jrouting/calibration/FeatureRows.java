package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.input.FeaturePooling;
import io.github.dl4jrouting.input.InputLayout;
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
    return x.dup('c').reshape('c', x.size(0), x.length() / x.size(0)).toDoubleMatrix();
  }
}
