package io.github.dl4jrouting.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Folds a batch normalization, an activation function or a pooling into the vertex before it, where
 * nothing else reads that vertex. The pair's place is the later vertex's; the earlier one stays in
 * the plan unread, so that positions stay what they are, and is never computed.
 */
final class Fusion {
  private Fusion() {}

  static List<Node> fuse(List<Node> nodes, int[] outputs) {
    List<Node> fused = new ArrayList<>(nodes);
    int[] readers = new int[nodes.size()];
    nodes.forEach(node -> Arrays.stream(node.inputs()).forEach(input -> readers[input]++));
    Arrays.stream(outputs).forEach(output -> readers[output]++);
    for (int i = 0; i < fused.size(); i++) {
      Node node = fused.get(i);
      if (node.inputs().length != 1 || readers[node.inputs()[0]] != 1) {
        continue;
      }
      Node before = fused.get(node.inputs()[0]);
      Optional<Kernel> both = both(before, node);
      if (both.isPresent()) {
        fused.set(i, before.at(node).with().kernel(both.get()).build());
      }
    }
    return fused;
  }

  private static Optional<Kernel> both(Node before, Node after) {
    if (before.kernel().isEmpty()
        || after.kernel().isEmpty()
        || before.wholeBatch()
        || after.wholeBatch()) {
      return Optional.empty();
    }
    return before.kernel().get() instanceof Foldable first
        ? both(first, after.kernel().get())
        : Optional.empty();
  }

  private static Optional<Kernel> both(Foldable first, Kernel second) {
    if (second instanceof SubsamplingKernel pooling) {
      return first.pooled(pooling);
    }
    if (!first.isLinear()) {
      return Optional.empty();
    }
    if (second instanceof AffineKernel affine && affine.scale().length > 1) {
      Optional<Kernel> scaled = first.scaled(affine.scale(), affine.shift());
      return affine.isLinear() ? scaled : Optional.empty();
    }
    return second instanceof MapKernel map && map.function().isPresent()
        ? Optional.of(first.activated(map.function().get()))
        : Optional.empty();
  }
}
