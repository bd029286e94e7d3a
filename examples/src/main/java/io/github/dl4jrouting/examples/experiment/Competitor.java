package io.github.dl4jrouting.examples.experiment;

import java.util.function.IntFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One network of an experiment.
 *
 * @param name in results
 * @param description what it is
 * @param trained whether it was trained
 * @param classifies whether its outputs are classes
 * @param denseTwin name of the network with the same weights that computes every block; its own
 *     where it is that network
 * @param batches what it runs on
 * @param ofRun the network of each run, from 1; one for all of them where its weights are trained
 */
record Competitor(
    String name,
    String description,
    boolean trained,
    boolean classifies,
    String denseTwin,
    INDArray[] batches,
    IntFunction<ComputationGraph> ofRun) {

  boolean routed() {
    return !name.equals(denseTwin);
  }
}
