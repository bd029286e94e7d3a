package io.github.dl4jrouting.zoo.recipe;

import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moving average of a network's weights over its training: {@code a ← d · a + (1 − d) · w} after
 * each mini-batch, with d growing from 0.1 to its final value, so that the first weights are
 * forgotten. The average is a better network than the weights of any one moment and hardly depends
 * on when the training ends (Polyak, Juditsky 1992; Izmailov et al. 2018, arXiv 1803.05407).
 */
public final class WeightAverage {

  private static final double WARM_UP = 10;

  private final ComputationGraph graph;
  private final double decay;
  private final INDArray average;
  private long updates;

  /** The last weights' part; kept, for a new array of that size at each step costs page faults. */
  private INDArray scaled;

  /**
   * An average that begins with the present weights.
   *
   * @param graph whose weights
   * @param decay d, from 0 to below 1; with 0 the average is the present weights
   * @throws IllegalArgumentException if it is not in that range
   */
  public WeightAverage(ComputationGraph graph, double decay) {
    this(graph, decay, graph.params().dup(), 0);
  }

  WeightAverage(ComputationGraph graph, double decay, INDArray average, long updates) {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "Expected a decay of the weights' average from 0 to below 1, found " + decay);
    }
    this.graph = graph;
    this.decay = decay;
    this.average = average;
    this.updates = updates;
  }

  /** Takes the present weights into the average. */
  public void update() {
    updates++;
    if (decay == 0) {
      // Not 0 · average: a gate's threshold may be infinite.
      average.assign(graph.params());
      return;
    }
    double kept = Math.min(decay, updates / (WARM_UP + updates));
    INDArray weights = graph.params();
    if (scaled == null) {
      scaled = weights.ulike();
    }
    average.muli(kept).addi(weights.muli(1 - kept, scaled));
  }

  /**
   * Looks at the network with the average in place of its weights, and puts them back.
   *
   * @param measurement what to do meanwhile
   * @param <T> what it finds
   * @return what it found
   */
  public <T> T measured(Supplier<T> measurement) {
    INDArray present = graph.params().dup();
    graph.setParams(average);
    try {
      return measurement.get();
    } finally {
      graph.setParams(present);
    }
  }

  /** Leaves the average in the network for good. */
  public void install() {
    graph.setParams(average);
  }

  INDArray average() {
    return average;
  }

  long updates() {
    return updates;
  }
}
