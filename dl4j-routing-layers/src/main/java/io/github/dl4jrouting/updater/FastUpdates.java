package io.github.dl4jrouting.updater;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes the end of a training step shorter, in which DL4J turns gradients into changes of weights.
 * DL4J 1.0.0-M2.1 takes a network's own gradients for those of another network, because it compares
 * arrays that it has just reshaped, and so makes six views of each parameter and its gradient in
 * every step. For small layers, as routers are, that takes longer than the arithmetic. The network
 * stays what it is: the same updaters, state and files, and the same weights, bit by bit.
 *
 * <pre>{@code
 * FastUpdates.install(graph);
 * graph.fit(data);
 * }</pre>
 *
 * <p>A network that is cloned or restored has to be treated anew.
 */
public final class FastUpdates {
  private FastUpdates() {}

  /**
   * Gives a network an updater that knows its own gradients. The state of its present one is kept.
   *
   * @param graph an initialised network, changed in place
   */
  public static void install(ComputationGraph graph) {
    ComputationGraphUpdater present = graph.getUpdater(false);
    INDArray state = present == null ? null : present.getStateViewArray();
    graph.setUpdater(new OwnGradientsUpdater(graph, state));
  }
}
