package io.github.dl4jrouting.zoo.recipe;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What a run leaves.
 *
 * @param network averaged, calibrated, with one output
 * @param metrics one entry an epoch
 */
public record TrainedNetwork(ComputationGraph network, List<EpochMetrics> metrics) {
  /** Copies the list. */
  public TrainedNetwork {
    metrics = List.copyOf(metrics);
  }
}
