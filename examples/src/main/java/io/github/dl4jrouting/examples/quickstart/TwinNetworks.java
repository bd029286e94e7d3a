package io.github.dl4jrouting.examples.quickstart;

import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.Routing;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * The two networks of the quickstart, a {@link RoutedMlp} and its dense twin, which differ in their
 * routers alone and start with the same weights. Routers are trained together with the weights,
 * hard in the forward pass and soft in the backward pass; a penalty pulls each router's mean
 * through-probability towards a target.
 *
 * @param inputs number of pixels
 * @param classes number of classes
 * @param seed start of the weights
 * @param epochs after how many the learning rate, which rises linearly ({@link PolySchedule}
 *     computes 1 + i / n in ND4J 1.0.0-M2.1), would have doubled
 */
record TwinNetworks(int inputs, int classes, long seed, int epochs) {

  static final int BLOCKS = 6;
  static final int WIDTH = 192;
  static final int BATCH = 200;

  private static final double LEARNING_RATE = 0.002;

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
        .updater(new Adam(new PolySchedule(ScheduleType.EPOCH, LEARNING_RATE, 1, epochs)))
        .routing(routing)
        .throughTarget(THROUGH_TARGET)
        .build()
        .init();
  }
}
