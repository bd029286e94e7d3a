package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.GateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.router.RouterLayer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network with every gate and router letting every sample through. */
final class OpenGates {
  /** Far above what any router's scores differ by. */
  private static final double CERTAIN = 1e6;

  private OpenGates() {}

  /** Looks at the network with its gates open, and puts them back. */
  static <T> T measured(ComputationGraph network, Supplier<T> measurement) {
    INDArray present = network.params().dup();
    for (Layer layer : network.getLayers()) {
      var configuration = Unfrozen.configuration(layer);
      if (configuration instanceof GateLayer gate) {
        boolean skipsHigh = gate.direction() == Direction.SKIP_HIGH;
        Thresholded.of(layer)
            .setThreshold(skipsHigh ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
      } else if (configuration instanceof RouterLayer router) {
        INDArray bias = Unfrozen.layer(layer).getParam("b" + router.hiddenSizes().length);
        bias.assign(-CERTAIN);
        bias.putScalar(0, CERTAIN);
      }
    }
    try {
      return measurement.get();
    } finally {
      network.setParams(present);
    }
  }
}
