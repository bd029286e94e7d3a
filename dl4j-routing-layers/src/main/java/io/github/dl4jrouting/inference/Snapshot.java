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

  /** What has been compiled in its place, and has not worked yet. */
  private Program tried;

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

  /**
   * A lean program with one vertex less: DL4J is to compute it. The last one is kept, for bad
   * inputs may ask for it again and again.
   */
  synchronized Program without(Program program, String vertex) {
    Set<String> left = new HashSet<>(program.left());
    if (!left.add(vertex)) {
      throw new IllegalStateException("Vertex \"" + vertex + "\" is left to DL4J and is not");
    }
    if (lean.left().containsAll(left)) {
      return lean;
    }
    if (tried == null || !tried.left().equals(left)) {
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        tried = lean(Set.copyOf(left));
      }
    }
    return tried;
  }

  /**
   * To be called with a lean program that has worked: what an earlier one could not do would be
   * computed up to there in each call.
   */
  void use(Program program) {
    if (lean != program) {
      adopt(program);
    }
  }

  /** One that leaves less to DL4J has come late. */
  private synchronized void adopt(Program program) {
    if (program.left().size() > lean.left().size()) {
      lean = program;
      tried = null;
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
