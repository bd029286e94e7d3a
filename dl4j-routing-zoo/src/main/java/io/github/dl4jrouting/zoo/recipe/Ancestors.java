package io.github.dl4jrouting.zoo.recipe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/** What a vertex of a graph is computed from. */
final class Ancestors {
  private Ancestors() {}

  /** Names of the layers that a vertex is computed from, itself among them if it is one. */
  static Set<String> layers(ComputationGraphConfiguration graph, String vertex) {
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(vertex));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (graph.getVertices().containsKey(name) && found.add(name)) { // no input, not seen yet
        open.addAll(graph.getVertexInputs().get(name));
      }
    }
    found.removeIf(name -> !(graph.getVertices().get(name) instanceof LayerVertex));
    return found;
  }
}
