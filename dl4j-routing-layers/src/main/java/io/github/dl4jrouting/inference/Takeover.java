package io.github.dl4jrouting.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Finds who reads what, and which inputs of a mix nobody needs any more once it is computed. */
final class Takeover {
  private Takeover() {}

  static List<Node> mark(List<Node> nodes, int[] outputs) {
    List<List<Integer>> readers = readers(nodes, index -> true);
    boolean[] alive = reachesOutputsWithout(-1, readers, outputs);
    // What fusion has put out of use reads nothing.
    readers = readers(nodes, index -> alive[index]);
    return mark(nodes, readers, outputs);
  }

  private static List<List<Integer>> readers(List<Node> nodes, IntPredicate counts) {
    List<List<Integer>> readers = new ArrayList<>();
    nodes.forEach(node -> readers.add(new ArrayList<>()));
    for (Node node : nodes) {
      for (int input : node.inputs()) {
        if (counts.test(node.index())) {
          readers.get(input).add(node.index());
        }
      }
    }
    return readers;
  }

  private static List<Node> mark(List<Node> nodes, List<List<Integer>> readers, int[] outputs) {
    List<Node> marked = new ArrayList<>();
    for (Node node : nodes) {
      boolean[] takeable = new boolean[node.inputs().length];
      if (node.mix()) {
        boolean[] reaches = reachesOutputsWithout(node.index(), readers, outputs);
        for (int k = 1; k < takeable.length; k++) {
          takeable[k] = readers.get(node.inputs()[k]).stream().noneMatch(reader -> reaches[reader]);
        }
      }
      int[] own = readers.get(node.index()).stream().mapToInt(Integer::intValue).toArray();
      marked.add(node.with().readers(own, takeable).build());
    }
    return marked;
  }

  /** Which nodes lead to an output on a way that avoids one node. */
  private static boolean[] reachesOutputsWithout(
      int avoided, List<List<Integer>> readers, int[] outputs) {
    boolean[] reaches = new boolean[readers.size()];
    for (int output : outputs) {
      reaches[output] = true;
    }
    for (int i = readers.size() - 1; i >= 0; i--) {
      reaches[i] |= readers.get(i).stream().anyMatch(reader -> reaches[reader]);
      reaches[i] &= i != avoided;
    }
    return reaches;
  }
}
