package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.GateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.router.RouterLayer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network with its gates and routers over two paths sending every sample the same way: as it
 * would be dense, or as one of its static sub-networks.
 */
public final class ForcedPaths {
  /** Far above what any router's scores differ by. */
  private static final double CERTAIN = 1e6;

  private ForcedPaths() {}

  /**
   * Looks at a network in which every sample computes every block.
   *
   * @param network changed while it is looked at, and put back
   * @param measurement the look
   * @return what it found
   * @param <T> type of what it found
   */
  public static <T> T open(ComputationGraph network, Supplier<T> measurement) {
    return run(network, router -> true, measurement);
  }

  /**
   * Looks at a network in which all samples go one way.
   *
   * @param network changed while it is looked at, and put back
   * @param through for the name of each gate or router, whether all go through or all around
   * @param measurement the look
   * @return what it found
   * @param <T> type of what it found
   */
  public static <T> T run(
      ComputationGraph network, Predicate<String> through, Supplier<T> measurement) {
    INDArray present = network.params().dup();
    for (Layer layer : network.getLayers()) {
      force(layer, through);
    }
    try {
      return measurement.get();
    } finally {
      network.setParams(present);
    }
  }

  private static void force(Layer layer, Predicate<String> through) {
    var configuration = Unfrozen.configuration(layer);
    if (configuration instanceof GateLayer gate) {
      boolean skipsHigh = gate.direction() == Direction.SKIP_HIGH;
      Thresholded.of(layer)
          .setThreshold(
              skipsHigh == through.test(gate.getLayerName())
                  ? Double.POSITIVE_INFINITY
                  : Double.NEGATIVE_INFINITY);
    } else if (configuration instanceof RouterLayer router) {
      INDArray bias = Unfrozen.layer(layer).getParam("b" + router.hiddenSizes().length);
      bias.assign(-CERTAIN);
      bias.putScalar(through.test(router.getLayerName()) ? 0 : 1, CERTAIN);
    }
  }
}
