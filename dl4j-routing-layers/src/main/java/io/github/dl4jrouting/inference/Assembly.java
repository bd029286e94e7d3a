package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.inference.Source.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan in the making. Kernels want images with their channels first and sequences with their
 * features first; of a network that has them last, what kernels pass on to each other stays in
 * their order, and is turned around where something else reads it.
 */
final class Assembly {
  private final List<Node> nodes = new ArrayList<>();

  /** By node: the one with the same numbers in the other order. */
  private final Map<Integer, Integer> reordered = new HashMap<>();

  /** Something reads rows of steps that kernels keep as sequences, and has no kernel itself. */
  static final class RowsOfSteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String vertex;

    private RowsOfSteps(String vertex) {
      super("Rows of steps are read that are none", null, false, false);
      this.vertex = vertex;
    }

    /** The vertex that had better make rows, as DL4J does. */
    String vertex() {
      return vertex;
    }
  }

  /** Adds a node whose result is as DL4J has it. */
  Source add(Node.Builder node) {
    return add(node, Order.DL4J);
  }

  /** Adds a node. */
  Source add(Node.Builder node, Order order) {
    int index = nodes.size();
    nodes.add(node.index(index).build());
    return new Source(index, order);
  }

  /**
   * The node with a result's channels first.
   *
   * @param reader the vertex that wants them so
   */
  int channelsFirst(Source source, String reader, ReorderKernel kernel) {
    return source.isChannelsFirst() ? source.node() : reordered(asDl4j(source), reader, kernel);
  }

  /**
   * The node with a result as DL4J has it.
   *
   * @throws RowsOfSteps if there is none
   */
  int asDl4j(Source source) {
    String name = nodes.get(source.node()).name();
    return switch (source.order()) {
      case DL4J -> source.node();
      case CHANNELS_FIRST -> reordered(source.node(), name, ReorderKernel.channelsLast());
      case SEQUENCES -> throw new RowsOfSteps(name);
    };
  }

  private int reordered(int node, String name, ReorderKernel kernel) {
    Integer known = reordered.get(node);
    if (known == null) {
      known = add(new Node.Builder(name, node).kernel(kernel).notFaithful()).node();
      reordered.put(node, known);
    }
    return known;
  }

  List<Node> nodes() {
    return new ArrayList<>(nodes);
  }
}
