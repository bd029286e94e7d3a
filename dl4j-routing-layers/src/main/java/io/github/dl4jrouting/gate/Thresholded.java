package io.github.dl4jrouting.gate;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;

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
   * The threshold.
   *
   * @return τ, in units of the measure
   */
  double threshold();

  /**
   * Sets the threshold.
   *
   * @param threshold τ, in units of the measure; infinities open or close the gate for good
   * @throws IllegalArgumentException if it is NaN
   */
  void setThreshold(double threshold);

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
