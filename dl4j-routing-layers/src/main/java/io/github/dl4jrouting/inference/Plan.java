package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.List;

/**
 * An immutable program for a network.
 *
 * @param nodes in topological order
 * @param inputs positions of the network inputs
 * @param outputs positions of the network outputs
 * @param floats whether values are {@link Memory}, or else ND4J arrays
 */
record Plan(List<Node> nodes, int[] inputs, int[] outputs, boolean floats) {
  int[] indicesOf(List<String> names) {
    return names.stream().mapToInt(this::indexOf).toArray();
  }

  /** Whether a node's value is of use: DL4J allows vertices that lead nowhere. */
  boolean isRead(Node node) {
    return node.consumers().length > 0 || isOutput(node.index());
  }

  boolean isOutput(int index) {
    return Arrays.stream(outputs).anyMatch(output -> output == index);
  }

  private int indexOf(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Expected a vertex's name, found \"" + name + '"'))
        .index();
  }
}
