package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.vertex.ConfigurationCopy;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as it was when it was read: its programs, for calls without masks and with. */
final class Snapshot {
  private final Fingerprint fingerprint;
  private final ComputationGraph graph;
  private final Workers workers;
  private final Program lean;
  private volatile boolean leanWorks = true;
  private volatile Program faithful;

  Snapshot(ComputationGraph source, Workers workers) {
    this.workers = workers;
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      fingerprint = new Fingerprint(source);
      graph = copy(source);
      lean = program(true);
    }
  }

  private static ComputationGraph copy(ComputationGraph source) {
    ComputationGraph copy = new ComputationGraph(ConfigurationCopy.of(source.getConfiguration()));
    INDArray parameters = source.params();
    if (parameters == null || parameters.isEmpty()) {
      copy.init();
    } else {
      copy.init(parameters.dup(), false);
    }
    return copy;
  }

  private Program program(boolean isLean) {
    INDArray parameters = graph.params() == null ? Nd4j.empty() : graph.params();
    return new Program(
        Compiler.compile(graph, isLean),
        workers,
        () -> new Replica(graph.getConfiguration(), parameters));
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  Program lean() {
    return leanWorks ? lean : faithful();
  }

  /**
   * To be called when a node that is no vertex turned out to be one for DL4J: it will be so in the
   * next call too, and what was computed up to it would be computed twice each time.
   */
  void leaveLean() {
    leanWorks = false;
  }

  /** One node for every vertex: for masks, and for values inside the network. */
  Program faithful() {
    Program program = faithful;
    if (program == null) {
      synchronized (this) {
        program = faithful;
        if (program == null) {
          program = program(false);
          faithful = program;
        }
      }
    }
    return program;
  }
}
