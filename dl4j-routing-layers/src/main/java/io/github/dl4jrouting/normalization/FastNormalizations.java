package io.github.dl4jrouting.normalization;

import io.github.dl4jrouting.slot.LayerSlot;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes DL4J's own batch normalizations of images faster on a CPU, in training and in {@code
 * output}: DL4J goes through all activations once for each of about ten operations, forward and
 * backward, where two passes do. The network stays what it is: the same layers, parameters, JSON
 * and files, and results within rounding.
 *
 * <pre>{@code
 * FastNormalizations.install(graph);
 * graph.fit(data);
 * }</pre>
 *
 * <p>As with {@link io.github.dl4jrouting.convolution.FastConvolutions}, DL4J's slot for a faster
 * implementation is filled by reflection, and a network that is cloned or restored has to be
 * treated anew.
 */
public final class FastNormalizations {
  private FastNormalizations() {}

  /**
   * Treats all batch normalizations of a network that have nothing faster already.
   *
   * @param graph an initialised network, changed in place
   * @return how many layers were treated; 0 where ND4J does not compute on the CPU
   */
  public static int install(ComputationGraph graph) {
    if (!Nd4j.getBackend().getEnvironment().isCPU()) {
      return 0;
    }
    return LayerSlot.fill(
        graph, BatchNormalization.class, layer -> new FastNormalization(), "FastNormalizations");
  }
}
