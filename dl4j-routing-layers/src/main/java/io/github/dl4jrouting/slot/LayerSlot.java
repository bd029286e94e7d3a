package io.github.dl4jrouting.slot;

import io.github.dl4jrouting.frozen.Unfrozen;
import java.lang.reflect.Field;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The slot of some of DL4J's layers for a faster implementation, which holds cuDNN on a GPU. There
 * is no method to fill it; here it is filled by reflection.
 */
public final class LayerSlot {
  private static final String SLOT = "helper";

  private LayerSlot() {}

  /**
   * Fills the slots of all layers of a type that are empty, or hold what this has filled them with.
   *
   * @param graph an initialised network, changed in place
   * @param type the layers' exact type, which declares the slot
   * @param helper makes what goes into a layer's
   * @param feature what to do without if it cannot be done, for the error
   * @return how many slots were filled
   * @throws IllegalStateException if this DL4J has no such slot
   */
  public static int fill(
      ComputationGraph graph,
      Class<? extends Layer> type,
      Function<Layer, ?> helper,
      String feature) {
    int count = 0;
    for (Layer wrapped : graph.getLayers()) {
      Layer layer = Unfrozen.layer(wrapped);
      if (layer.getClass() == type) {
        Object ours = helper.apply(layer);
        if (layer.getHelper() == null || layer.getHelper().getClass() == ours.getClass()) {
          fill(layer, type, ours, feature);
          count++;
        }
      }
    }
    return count;
  }

  private static void fill(
      Layer layer, Class<? extends Layer> type, Object helper, String feature) {
    try {
      Field slot = type.getDeclaredField(SLOT);
      slot.setAccessible(true);
      slot.set(layer, helper);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Expected a field \""
              + SLOT
              + "\" in "
              + type.getName()
              + ", found none that can be set. Use Deeplearning4j 1.0.0-M2.1, or train without "
              + feature
              + ".",
          e);
    }
  }
}
