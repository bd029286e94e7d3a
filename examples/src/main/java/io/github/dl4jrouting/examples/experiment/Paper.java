package io.github.dl4jrouting.examples.experiment;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The paper's networks in an experiment: one for each run, never trained.
 *
 * @param dim features of a sample
 * @param classes 0 for a network without classes
 * @param batches what they run on
 * @param settings flags of the paper
 */
record Paper(int dim, int classes, INDArray[] batches, ExperimentSettings settings) {

  /** The paper's network with all blocks computed. */
  static final String DENSE = "paper-dense";

  /** The paper's network with a gate a sample. */
  static final String ROUTED = "paper-routed";

  /** The trained network with all blocks computed. */
  static final String TRAINED_DENSE = "dense";

  /** The trained network with the paper's threshold. */
  static final String TRAINED_ROUTED = "routed";

  /** The trained network with calibrated thresholds. */
  static final String CALIBRATED = "calibrated";

  PaperNetwork network(int run) {
    return new PaperNetwork(
        dim, settings.layers(), classes, settings.threshold(), settings.seed() + run - 1);
  }

  List<Competitor> competitors() {
    return List.of(
        new Competitor(
            DENSE,
            "the paper's network, never trained, all blocks computed",
            false,
            classes > 0,
            DENSE,
            batches,
            run -> network(run).dense()),
        new Competitor(
            ROUTED,
            "the paper's network, never trained, a gate at the threshold before each block,"
                + " which decides sample by sample",
            false,
            classes > 0,
            DENSE,
            batches,
            run -> network(run).routed()));
  }

  /** The paper's protocol on its first batches. */
  PapersRule rule(int firstBatches, int... labels) {
    return PapersRule.of(
        IntStream.rangeClosed(1, settings.runs()).mapToObj(this::network).toList(),
        List.of(batches).subList(0, Math.min(firstBatches, batches.length)),
        labels);
  }
}
