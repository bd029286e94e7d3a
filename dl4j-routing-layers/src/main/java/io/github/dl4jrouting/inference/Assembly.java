package io.github.dl4jrouting.inference;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan in the making. Kernels want images with their channels first; of a network whose images
 * have them last, what kernels pass on to each other stays in their order, and is turned around
 * where something else reads it.
 */
final class Assembly {
  private final List<Node> nodes = new ArrayList<>();

  /** The nodes whose images have their channels first where DL4J has them last. */
  private final BitSet channelsFirst = new BitSet();

  /** By node: the one with the same images in the other order. */
  private final Map<Integer, Integer> reordered = new HashMap<>();

  /** Adds a node whose result is as DL4J has it. */
  int add(Node.Builder node) {
    return add(node, false);
  }

  /**
   * Adds a node.
   *
   * @param first whether the channels of its images come first where DL4J has them last
   * @return its position
   */
  int add(Node.Builder node, boolean first) {
    int index = nodes.size();
    nodes.add(node.index(index).build());
    channelsFirst.set(index, first);
    return index;
  }

  boolean isChannelsFirst(int node) {
    return channelsFirst.get(node);
  }

  /**
   * A node's images, channels first.
   *
   * @param reader the vertex that wants them so
   */
  int channelsFirst(int node, String reader, ReorderKernel kernel) {
    return isChannelsFirst(node) ? node : reordered(node, reader, kernel);
  }

  /** A node's result as DL4J has it. */
  int asDl4j(int node) {
    return isChannelsFirst(node)
        ? reordered(node, nodes.get(node).name(), ReorderKernel.channelsLast())
        : node;
  }

  private int reordered(int node, String name, ReorderKernel kernel) {
    Integer known = reordered.get(node);
    if (known == null) {
      known = add(new Node.Builder(name, node).kernel(kernel).notFaithful());
      reordered.put(node, known);
    }
    return known;
  }

  List<Node> nodes() {
    return new ArrayList<>(nodes);
  }
}
