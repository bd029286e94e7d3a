package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Activity;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.input.InputLayout;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a gate compares with its threshold: one number a sample, from what the gate reads. */
@FunctionalInterface
public interface Criterion {
  /**
   * The score of every sample.
   *
   * @param gate index of the gate, in topological order
   * @param x what the gate reads
   * @param layout its layout
   * @param mask DL4J's mask, possibly null
   * @return one score a sample
   */
  double[] scores(int gate, INDArray x, InputLayout layout, INDArray mask);

  /**
   * An activity measure, as an {@link io.github.dl4jrouting.gate.ActivityGateLayer} has it.
   *
   * @param measure which
   * @return the criterion
   */
  static Criterion of(ActivityMeasure measure) {
    return (gate, x, layout, mask) ->
        Activity.of(measure, x, layout, mask).dup('c').data().asDouble();
  }
}
