package io.github.dl4jrouting.examples.measure;

import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Finds the routed blocks of any network by its routing vertices. */
final class RoutedBlocks {

  /**
   * One routed block.
   *
   * @param name its routing vertex
   * @param router the vertex that gives its probabilities
   * @param paths K
   */
  record Block(String name, String router, int paths) {}

  private RoutedBlocks() {}

  /** All routed blocks, from the input to the output; none for a dense network. */
  static List<Block> of(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    List<Block> blocks = new ArrayList<>();
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      if (configuration.getVertices().get(name) instanceof RoutingVertex) {
        List<String> inputs = configuration.getVertexInputs().get(name);
        blocks.add(new Block(name, inputs.get(0), inputs.size() - 1));
      }
    }
    return blocks;
  }
}
