package io.github.dl4jrouting.convolution;

import io.github.dl4jrouting.frozen.Unfrozen;
import java.lang.reflect.Field;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;

/**
 * Makes DL4J's own convolution layers faster on a CPU, in training and in {@code output}: DL4J
 * copies the windows of a whole mini-batch in an order that is slow to write, and computes on more
 * memory than a cache holds. The network stays what it is: the same layers, parameters, JSON and
 * files, and results within rounding.
 *
 * <pre>{@code
 * FastConvolutions.install(graph);
 * graph.fit(data);
 * }</pre>
 *
 * <p>DL4J has a slot for this in every convolution layer, which holds cuDNN on a GPU, but no method
 * to fill it; here it is filled by reflection. A network that is cloned or restored has to be
 * treated anew.
 */
public final class FastConvolutions {
  private static final String SLOT = "helper";

  private FastConvolutions() {}

  /**
   * Treats all convolution layers of a network that have nothing faster already.
   *
   * @param graph an initialised network, changed in place
   * @return how many layers were treated; 0 without OpenBLAS, which nd4j-native brings
   */
  public static int install(ComputationGraph graph) {
    if (!Products.available()) {
      return 0;
    }
    int count = 0;
    for (Layer wrapped : graph.getLayers()) {
      Layer layer = Unfrozen.layer(wrapped);
      if (layer.getClass() == ConvolutionLayer.class && layer.getHelper() == null) {
        install((ConvolutionLayer) layer);
        count++;
      }
    }
    return count;
  }

  private static void install(ConvolutionLayer layer) {
    try {
      Field slot = ConvolutionLayer.class.getDeclaredField(SLOT);
      slot.setAccessible(true);
      slot.set(layer, new FastConvolution());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Expected a field \""
              + SLOT
              + "\" in "
              + ConvolutionLayer.class.getName()
              + ", found none that can be set. Use Deeplearning4j 1.0.0-M2.1, or train without"
              + " FastConvolutions.",
          e);
    }
  }
}
