package io.github.dl4jrouting.inference;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/** A lean program, and those that leave more to DL4J, for calls that it does not do. */
final class LeanPrograms {
  private final Function<Set<String>, Program> compiler;
  private volatile Program current;

  /** What has been compiled in its place, and has not worked yet. */
  private Program tried;

  /**
   * The program that leaves least to DL4J.
   *
   * @param compiler gives the program that leaves some vertices to DL4J
   */
  LeanPrograms(Function<Set<String>, Program> compiler) {
    this.compiler = compiler;
    current = compile(Set.of());
  }

  private Program compile(Set<String> left) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return compiler.apply(left);
    }
  }

  /** The one to begin with. */
  Program current() {
    return current;
  }

  /**
   * A program with one vertex less: DL4J is to compute it. The last one is kept, for bad inputs may
   * ask for it again and again.
   */
  synchronized Program without(Program program, String vertex) {
    Set<String> left = new HashSet<>(program.left());
    if (!left.add(vertex)) {
      throw new IllegalStateException("Vertex \"" + vertex + "\" is left to DL4J and is not");
    }
    if (current.left().containsAll(left)) {
      return current;
    }
    if (tried == null || !tried.left().equals(left)) {
      tried = compile(Set.copyOf(left));
    }
    return tried;
  }

  /**
   * To be called with a program that has worked: what an earlier one could not do would be computed
   * up to there in each call.
   */
  void use(Program program) {
    if (current != program) {
      adopt(program);
    }
  }

  /** One that leaves less to DL4J has come late. */
  private synchronized void adopt(Program program) {
    if (program.left().size() > current.left().size()) {
      current = program;
      tried = null;
    }
  }
}
