package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.vertex.NetworkCopy;
import java.util.HashSet;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as it was when it was read: its programs, for calls without masks and with. */
final class Snapshot {
  private final Fingerprint fingerprint;
  private final ComputationGraph graph;
  private final Workers workers;
  private volatile Program lean;
  private volatile Program faithful;

  Snapshot(ComputationGraph source, Workers workers) {
    this.workers = workers;
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      fingerprint = new Fingerprint(source);
      graph = NetworkCopy.of(source);
      lean = lean(Set.of());
    }
  }

  private Program program(Plan plan, Set<String> left) {
    INDArray parameters = graph.params() == null ? Nd4j.empty() : graph.params();
    return new Program(
        plan, left, workers, () -> new Replica(graph.getConfiguration(), parameters));
  }

  private Program lean(Set<String> left) {
    return program(Compiler.lean(graph, left), left);
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  Program lean() {
    return lean;
  }

  /** A lean program with one vertex less: DL4J is to compute it. */
  Program without(Program program, String vertex) {
    Set<String> left = new HashSet<>(program.left());
    if (!left.add(vertex)) {
      throw new IllegalStateException("Vertex \"" + vertex + "\" is left to DL4J and is not");
    }
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return lean(Set.copyOf(left));
    }
  }

  /**
   * To be called with a lean program that has worked: what an earlier one could not do would be
   * computed up to there in each call.
   */
  void use(Program program) {
    if (lean != program) {
      lean = program;
    }
  }

  /** One node for every vertex: for masks, and for values inside the network. */
  Program faithful() {
    Program program = faithful;
    if (program == null) {
      synchronized (this) {
        program = faithful;
        if (program == null) {
          program = program(Compiler.faithful(graph), Set.of());
          faithful = program;
        }
      }
    }
    return program;
  }
}
