package io.github.dl4jrouting.convolution;

import io.github.dl4jrouting.slot.LayerSlot;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
  private FastConvolutions() {}

  /**
   * Treats all convolution layers of a network that have nothing faster already.
   *
   * @param graph an initialised network, changed in place
   * @return how many layers were treated; 0 without OpenBLAS, which nd4j-native brings
   */
  public static int install(ComputationGraph graph) {
    return fill(graph, layer -> new FastConvolution(true));
  }

  /**
   * Treats them, and leaves out what {@code fit} does not ask for: the gradient with respect to the
   * network's inputs, which a convolution that reads them would compute. What these convolutions
   * give for it is zero, until {@link #install}.
   *
   * @param graph an initialised network, changed in place
   * @return how many layers were treated; 0 without OpenBLAS
   */
  public static int installForFit(ComputationGraph graph) {
    List<String> inputs = graph.getConfiguration().getNetworkInputs();
    Map<String, List<String>> read = graph.getConfiguration().getVertexInputs();
    return fill(
        graph,
        layer -> {
          String name = layer.conf().getLayer().getLayerName();
          return new FastConvolution(!inputs.containsAll(read.getOrDefault(name, List.of(name))));
        });
  }

  private static int fill(ComputationGraph graph, Function<Layer, FastConvolution> helper) {
    return NativeBlas.isAvailable()
        ? LayerSlot.fill(graph, ConvolutionLayer.class, helper, "FastConvolutions")
        : 0;
  }
}
