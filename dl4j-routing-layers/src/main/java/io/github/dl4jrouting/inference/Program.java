package io.github.dl4jrouting.inference;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A plan and the executions that are not in use: as many as ever ran at the same time. */
final class Program {
  private static final int KEPT = 64;

  private final Plan plan;
  private final Set<String> left;
  private final Set<String> leftInCalls = ConcurrentHashMap.newKeySet();
  private final Supplier<Execution> executions;
  private final AtomicReferenceArray<Execution> idle = new AtomicReferenceArray<>(KEPT);

  /**
   * A program.
   *
   * @param left the vertices that the plan was to leave to DL4J
   */
  Program(Plan plan, Set<String> left, Workers workers, Supplier<Replica> replicas) {
    this.plan = plan;
    this.left = left;
    this.executions = () -> new Execution(plan, workers, replicas.get(), leftInCalls);
  }

  Plan plan() {
    return plan;
  }

  Set<String> left() {
    return left;
  }

  /** The vertices that DL4J computes, in topological order, as far as calls have shown them. */
  Set<String> computedByDl4j() {
    return plan.nodes().stream()
        .filter(node -> !node.isInput() && !node.mix() && plan.isRead(node))
        .filter(node -> node.kernel().isEmpty() || leftInCalls.contains(node.name()))
        .map(Node::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  Execution take() {
    for (int i = 0; i < KEPT; i++) {
      if (idle.get(i) != null) {
        Execution execution = idle.getAndSet(i, null);
        if (execution != null) {
          return execution;
        }
      }
    }
    return executions.get();
  }

  void give(Execution execution) {
    for (int i = 0; i < KEPT; i++) {
      if (idle.get(i) == null && idle.compareAndSet(i, null, execution)) {
        return;
      }
    }
  }
}
