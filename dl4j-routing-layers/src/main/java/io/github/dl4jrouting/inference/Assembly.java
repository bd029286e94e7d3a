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
   * @param channels how many there must be; 0 or less where that is not known
   */
  int channelsFirst(int node, long channels) {
    return isChannelsFirst(node) ? node : reordered(node, ReorderKernel.channelsFirst(channels));
  }

  /** A node's result as DL4J has it. */
  int asDl4j(int node) {
    return isChannelsFirst(node) ? reordered(node, ReorderKernel.channelsLast()) : node;
  }

  private int reordered(int node, Kernel kernel) {
    Integer known = reordered.get(node);
    if (known != null) {
      return known;
    }
    Node.Builder other =
        new Node.Builder(nodes.get(node).name(), node).kernel(kernel).notFaithful();
    int index = add(other, !isChannelsFirst(node));
    reordered.put(node, index);
    reordered.put(index, node);
    return index;
  }

  List<Node> nodes() {
    return new ArrayList<>(nodes);
  }
}
