package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.vertex.NetworkCopy;
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
  private final LeanPrograms lean;
  private LeanPrograms masked;
  private Program faithful;

  Snapshot(ComputationGraph source, Workers workers) {
    this.workers = workers;
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      fingerprint = new Fingerprint(source);
      graph = NetworkCopy.of(source);
      lean = new LeanPrograms(left -> program(Compiler.lean(graph, left), left));
    }
  }

  private Program program(Plan plan, Set<String> left) {
    INDArray parameters = graph.params() == null ? Nd4j.empty() : graph.params();
    return new Program(
        plan, left, workers, () -> new Replica(graph.getConfiguration(), parameters));
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  /** For the network's outputs, without masks. */
  LeanPrograms lean() {
    return lean;
  }

  /** For the network's outputs, with masks; made when there are some. */
  synchronized LeanPrograms masked() {
    if (masked == null) {
      masked = new LeanPrograms(left -> program(Compiler.masked(graph, left), left));
    }
    return masked;
  }

  /** One node for every vertex: for values inside the network. */
  synchronized Program faithful() {
    if (faithful == null) {
      faithful = program(Compiler.faithful(graph), Set.of());
    }
    return faithful;
  }
}
