package io.github.dl4jrouting.zoo.recipe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What a vertex of a graph is computed from. */
final class Ancestors {
  private Ancestors() {}

  /** Names of the layers with parameters that a vertex is computed from, itself among them. */
  static List<String> layers(ComputationGraph network, String vertex) {
    ComputationGraphConfiguration graph = network.getConfiguration();
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(vertex));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (graph.getVertices().containsKey(name) && found.add(name)) { // not an input, not seen yet
        open.addAll(graph.getVertexInputs().get(name));
      }
    }
    found.removeIf(name -> !network.getVertex(name).hasLayer());
    found.removeIf(name -> network.getLayer(name).numParams() == 0);
    return List.copyOf(found);
  }
}
