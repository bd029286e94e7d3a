package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The activity gates of a network, in topological order.
 *
 * @param sites the gates
 * @param denseMacs MACs for one sample of the network without gates and with all blocks computed
 * @param fixedMacs MACs for one sample of what is computed whatever the gates say, gates included
 */
record GateSites(List<GateSite> sites, long denseMacs, long fixedMacs) {

  static GateSites of(ComputationGraph network, InputType... inputTypes) {
    ComputationGraphConfiguration configuration = network.getConfiguration();
    CostModel costs = CostModel.of(network, inputTypes);
    List<GateSite> sites = new ArrayList<>();
    long optional = 0;
    long gates = 0;
    long bypasses = 0;
    Set<String> skippable = new HashSet<>();
    for (var cost : costs.vertices()) {
      List<String> inputs = configuration.getVertexInputs().get(cost.name());
      if (!(Unfrozen.vertex(configuration.getVertices().get(cost.name()))
              instanceof RoutingVertex routing)
          || !(Unfrozen.layer(configuration, inputs.get(0)).orElse(null)
              instanceof ActivityGateLayer gate)) {
        continue;
      }
      boolean residual = routing.residualBlock().isPresent();
      Set<String> through = exclusive(configuration, inputs.get(1), cost.name());
      Set<String> bypass =
          residual ? Set.of() : exclusive(configuration, inputs.get(2), cost.name());
      long throughMacs = through.stream().mapToLong(costs::of).sum();
      long bypassMacs = bypass.stream().mapToLong(costs::of).sum();
      sites.add(
          new GateSite(
              inputs.get(0),
              configuration.getVertexInputs().get(inputs.get(0)).get(0),
              cost.name(),
              inputs.get(1),
              inputs.get(2),
              residual,
              gate.layout(),
              gate.direction(),
              throughMacs,
              bypassMacs,
              costs.of(inputs.get(0))));
      skippable.addAll(through);
      skippable.addAll(bypass);
      optional += throughMacs + bypassMacs;
      bypasses += bypassMacs;
      gates += costs.of(inputs.get(0));
    }
    check(sites, skippable);
    return new GateSites(
        List.copyOf(sites), costs.total() - gates - bypasses, costs.total() - optional);
  }

  private static void check(List<GateSite> sites, Set<String> skippable) {
    if (sites.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected a network with activity gates, found none. Make one with"
              + " RoutingTransform.of(network).withActivityGates().");
    }
    for (GateSite site : sites) {
      if (skippable.contains(site.gate())) {
        throw new IllegalArgumentException(
            "Gate \""
                + site.gate()
                + "\": expected gates side by side or one after another, found it inside the path"
                + " of another gate. Gate one of the two.");
      }
    }
  }

  /** What is read, directly or not, by one path of the routing vertex alone. */
  private static Set<String> exclusive(
      ComputationGraphConfiguration configuration, String path, String routing) {
    Map<String, List<String>> inputs = configuration.getVertexInputs();
    Set<String> region = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(path));
    while (!open.isEmpty()) {
      String name = open.pop();
      boolean isOurs =
          inputs.containsKey(name)
              && !configuration.getNetworkOutputs().contains(name)
              && inputs.entrySet().stream()
                  .filter(entry -> entry.getValue().contains(name))
                  .map(Map.Entry::getKey)
                  .allMatch(
                      reader ->
                          region.contains(reader) || reader.equals(routing) && name.equals(path));
      if (isOurs && region.add(name)) {
        open.addAll(inputs.get(name));
      }
    }
    return region;
  }
}
