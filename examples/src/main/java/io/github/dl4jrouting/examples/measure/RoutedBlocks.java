package io.github.dl4jrouting.examples.measure;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Finds the routed blocks of any network, frozen or not: its routing vertices, and its layers that
 * skip by themselves.
 */
public final class RoutedBlocks {

  /**
   * One routed block.
   *
   * @param name its routing vertex, or its {@link ActivitySkipLayer}
   * @param router the vertex that gives its probabilities; of a skipping layer, itself
   * @param paths K
   * @param residual whether its vertex adds the last path to the others
   */
  public record Block(String name, String router, int paths, boolean residual) {

    /** Whether the block is a layer that decides for itself. */
    boolean isLayer() {
      return name.equals(router);
    }

    /**
     * What the network's last forward pass decided.
     *
     * @param activations of that pass
     * @return routing probabilities, one row a sample
     */
    double[][] decisions(ComputationGraph graph, Map<String, INDArray> activations) {
      if (!isLayer()) {
        return activations.get(router).castTo(DataType.DOUBLE).toDoubleMatrix();
      }
      boolean[] computed =
          ((ActivitySkipRuntime) Unfrozen.layer(graph.getLayer(name))).computedSamples();
      double[][] decisions = new double[computed.length][];
      for (int n = 0; n < computed.length; n++) {
        decisions[n] = computed[n] ? new double[] {1, 0} : new double[] {0, 1};
      }
      return decisions;
    }
  }

  private RoutedBlocks() {}

  /**
   * All routed blocks.
   *
   * @param graph any network
   * @return from the input to the output; none for a dense network
   */
  public static List<Block> of(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    List<Block> blocks = new ArrayList<>();
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      if (Unfrozen.vertex(configuration.getVertices().get(name)) instanceof RoutingVertex routing) {
        List<String> inputs = configuration.getVertexInputs().get(name);
        boolean residual = routing.residualBlock().isPresent();
        blocks.add(new Block(name, inputs.get(0), inputs.size() - 1, residual));
      }
      if (Unfrozen.layer(configuration, name).orElse(null) instanceof ActivitySkipLayer) {
        blocks.add(new Block(name, name, 2, false));
      }
    }
    return blocks;
  }
}
