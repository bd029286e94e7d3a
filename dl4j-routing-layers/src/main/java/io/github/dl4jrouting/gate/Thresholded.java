package io.github.dl4jrouting.gate;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer of a built network that compares a measure with a threshold τ. The threshold is a
 * parameter of the network: it is saved with it, and can be set at any time, on a restored network
 * too:
 *
 * <pre>{@code
 * Thresholded.of(graph.getLayer("gate")).setThreshold(0.3);
 * }</pre>
 */
public interface Thresholded {
  /** Key of the parameter that holds τ, for {@code graph.getParam("gate_tau")}. */
  String THRESHOLD_KEY = "tau";

  /**
   * A parameter of the layer.
   *
   * @param key {@link #THRESHOLD_KEY}
   * @return its values, not a copy
   */
  INDArray getParam(String key);

  /**
   * What the layer is called in errors.
   *
   * @return its name, or its type without one
   */
  String label();

  /**
   * The threshold.
   *
   * @return τ, in units of the measure
   * @throws IllegalStateException if it is NaN
   */
  default double threshold() {
    double tau = getParam(THRESHOLD_KEY).getDouble(0);
    if (Double.isNaN(tau)) {
      throw new IllegalStateException(
          label()
              + ": expected a threshold that is a number, found NaN. Set it with"
              + " Thresholded.of(layer).setThreshold(...).");
    }
    return tau;
  }

  /**
   * Sets the threshold.
   *
   * @param threshold τ, in units of the measure; infinities open or close the gate for good
   * @throws IllegalArgumentException if it is NaN
   */
  default void setThreshold(double threshold) {
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException(
          label() + ": expected a threshold that is a number, found NaN");
    }
    getParam(THRESHOLD_KEY).assign(threshold);
  }

  /**
   * The thresholded layer behind a layer of a network, also where it was frozen.
   *
   * @param layer from {@code graph.getLayer(name)} or {@code network.getLayer(index)}
   * @return the gate
   * @throws IllegalArgumentException if the layer has no threshold
   */
  static Thresholded of(Layer layer) {
    Layer inner = layer;
    while (inner instanceof BaseWrapperLayer wrapper) {
      inner = wrapper.getUnderlying();
    }
    if (inner instanceof Thresholded thresholded) {
      return thresholded;
    }
    throw new IllegalArgumentException(
        "Expected a layer with a threshold (ActivityGateLayer, ConfidenceGateLayer or"
            + " ActivitySkipLayer), found "
            + (inner == null ? "none of that name" : inner.getClass().getSimpleName())
            + ". Check the layer's name.");
  }
}
