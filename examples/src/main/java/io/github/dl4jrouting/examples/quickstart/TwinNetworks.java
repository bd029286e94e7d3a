package io.github.dl4jrouting.examples.quickstart;

import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.Routing;
import io.github.dl4jrouting.zoo.recipe.FallingRate;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The two networks of the quickstart, a {@link RoutedMlp} and its dense twin, which differ in their
 * routers alone and start with the same weights. Routers are trained together with the weights,
 * hard in the forward pass and soft in the backward pass; a penalty pulls each router's mean
 * through-probability towards a target.
 *
 * @param inputs number of pixels
 * @param classes number of classes
 * @param seed start of the weights
 * @param batches mini-batches of the whole training, over which the learning rate falls to zero
 */
record TwinNetworks(int inputs, int classes, long seed, int batches) {

  static final int BLOCKS = 6;
  static final int WIDTH = 192;
  static final int BATCH = 200;

  private static final double LEARNING_RATE = 0.004;

  /**
   * Mean through-probability that each router is pulled to. Fewer samples pass than that, for a
   * sample passes where its own probability is above one half.
   */
  private static final double THROUGH_TARGET = 0.43;

  /** The network that always computes everything. */
  ComputationGraph dense() {
    return network(Routing.NONE);
  }

  /**
   * The network that decides, sample by sample, which blocks to compute. It starts with the dense
   * network's weights and with routers that are open for most samples.
   */
  ComputationGraph routed() {
    return network(Routing.ROUTERS);
  }

  private ComputationGraph network(Routing routing) {
    return RoutedMlp.builder()
        .inputs(inputs)
        .classes(classes)
        .width(WIDTH)
        .blocks(BLOCKS)
        .seed(seed)
        .updater(new Adam(FallingRate.linear(LEARNING_RATE, batches)))
        .routing(routing)
        .throughTarget(THROUGH_TARGET)
        .build()
        .init();
  }
}
