package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.parameter.ParameterCopy;
import io.github.dl4jrouting.vertex.NetworkCopy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The part of a network that some of its outputs are computed from, as a network of its own. */
public final class Subnetwork {
  private Subnetwork() {}

  /**
   * A network of those outputs and of what they are computed from, with all of the whole's inputs.
   * It starts to train anew: its updater has no state, its schedules begin.
   *
   * @param whole the network; it is not changed
   * @param outputs names of some of its outputs, in the order that the part is to have
   * @return a new network with copies of the parameters
   * @throws IllegalArgumentException if the whole has no such output, or none is named
   */
  public static ComputationGraph of(ComputationGraph whole, Collection<String> outputs) {
    return of(whole, NetworkCopy.configuration(whole.getConfiguration()), outputs);
  }

  /** The same, of a copy of the whole's configuration that may be changed, and is. */
  static ComputationGraph of(
      ComputationGraph whole,
      ComputationGraphConfiguration configuration,
      Collection<String> outputs) {
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected names of outputs, found none; the network has "
              + configuration.getNetworkOutputs());
    }
    for (String output : outputs) {
      if (!configuration.getNetworkOutputs().contains(output)) {
        throw new IllegalArgumentException(
            "Expected a network with an output \""
                + output
                + "\", found outputs "
                + configuration.getNetworkOutputs());
      }
    }
    Set<String> kept = ancestors(configuration, outputs);
    configuration.getNetworkOutputs().clear();
    configuration.getNetworkOutputs().addAll(outputs);
    configuration.getVertices().keySet().retainAll(kept);
    configuration.getVertexInputs().keySet().retainAll(kept);
    ComputationGraph part = new ComputationGraph(configuration);
    part.init();
    ParameterCopy.copy(whole, part);
    return part;
  }

  /**
   * Gives a network the parameters that its part has.
   *
   * @param part made by {@link #of}, trained as a rule; it is not changed
   * @param whole a network with at least the part's layers
   */
  public static void putBack(ComputationGraph part, ComputationGraph whole) {
    ParameterCopy.copy(part, whole);
  }

  private static Set<String> ancestors(
      ComputationGraphConfiguration graph, Collection<String> vertices) {
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(vertices);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (graph.getVertices().containsKey(name) && found.add(name)) { // no input, not seen yet
        open.addAll(graph.getVertexInputs().get(name));
      }
    }
    return found;
  }
}
