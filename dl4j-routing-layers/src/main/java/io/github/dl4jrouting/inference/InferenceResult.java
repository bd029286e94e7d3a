package io.github.dl4jrouting.inference;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a call of {@link RoutedInference#infer} gives: outputs, and how they came about.
 *
 * @param outputs one array for each network output, in the network's order
 * @param decisions for each router or gate that feeds a routing vertex, by its name, the
 *     probabilities {@code [N, K]} with which it mixed the paths; zeros for a sample that did not
 *     reach it. Of an {@link io.github.dl4jrouting.skip.ActivitySkipLayer}, by its name, block and
 *     bypass
 * @param macs for each sample the multiply-accumulates that were spent on it, routers included, as
 *     {@link io.github.dl4jrouting.analysis.CostModel} counts them
 */
public record InferenceResult(
    List<INDArray> outputs, Map<String, INDArray> decisions, long[] macs) {
  /** Copies the collections. */
  public InferenceResult {
    outputs = List.copyOf(outputs);
    decisions = Map.copyOf(decisions);
    macs = macs.clone();
  }

  /**
   * Multiply-accumulates by sample.
   *
   * @return a copy, one number a sample
   */
  @Override
  public long[] macs() {
    return macs.clone();
  }
}
