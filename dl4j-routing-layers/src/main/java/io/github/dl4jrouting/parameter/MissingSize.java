package io.github.dl4jrouting.parameter;

import io.github.dl4jrouting.naming.LayerLabel;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/** The error of a layer whose nIn or nOut nobody has set: DL4J would fail in its arrays. */
public final class MissingSize {
  private MissingSize() {}

  /**
   * The error.
   *
   * @param layer a layer with nIn or nOut below 1
   * @return an exception that names the layer, what was expected and what was found
   */
  public static IllegalStateException of(FeedForwardLayer layer) {
    return new IllegalStateException(
        LayerLabel.of(layer)
            + ": expected nIn and nOut of at least 1, found nIn="
            + layer.getNIn()
            + ", nOut="
            + layer.getNOut()
            + ". Set the network's input types, or nIn(...).");
  }
}
