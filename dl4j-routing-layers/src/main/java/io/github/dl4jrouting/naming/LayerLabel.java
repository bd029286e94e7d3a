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

  /**
   * Fails where a layer's configuration does not hold.
   *
   * @param layer its configuration
   * @param holds whether it does
   * @param expected what a user ought to have set
   * @param found what was set
   * @param remedy a sentence that says what to do
   * @throws IllegalStateException if it does not, which names all of these
   */
  public static void require(
      Layer layer, boolean holds, String expected, Object found, String remedy) {
    if (!holds) {
      throw new IllegalStateException(
          of(layer) + ": expected " + expected + ", found " + found + ". " + remedy);
    }
  }

  private static String of(String name, String otherwise) {
    return name == null ? otherwise : "Layer \"" + name + "\"";
  }
}
