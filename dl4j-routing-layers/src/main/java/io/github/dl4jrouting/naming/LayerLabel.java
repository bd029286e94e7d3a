package io.github.dl4jrouting.naming;

import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * What an error calls a layer: by its name in the network, or by its type as long as it has none,
 * which is while it is being built, and ever after in a MultiLayerNetwork.
 */
public final class LayerLabel {
  private LayerLabel() {}

  /**
   * The label of a layer.
   *
   * @param layer its configuration
   * @return {@code Layer "name"}, or {@code RouterLayer}
   */
  public static String of(Layer layer) {
    return of(layer.getLayerName(), layer.getClass().getSimpleName());
  }

  /**
   * The label of a layer of which the name is known at most.
   *
   * @param name its name; null without one
   * @return {@code Layer "name"}, or {@code Layer without a name}
   */
  public static String of(String name) {
    return of(name, "Layer without a name");
  }

  private static String of(String name, String otherwise) {
    return name == null ? otherwise : "Layer \"" + name + "\"";
  }
}
