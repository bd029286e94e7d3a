package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.analysis.PooledSteps;
import io.github.dl4jrouting.analysis.VertexCost;
import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** A network as names: who feeds whom, of which type, at which cost. */
final class GraphView {
  private final ComputationGraphConfiguration configuration;
  private final Map<String, InputType> types;
  private final Set<String> pooled;
  private final Map<String, Long> macs = new HashMap<>();
  private final Map<String, List<String>> consumers = new HashMap<>();

  GraphView(ComputationGraphConfiguration configuration, InputType... inputTypes) {
    this.configuration = configuration;
    this.types = configuration.clone().getLayerActivationTypes(true, false, inputTypes);
    pooled = PooledSteps.of(configuration, types);
    types.replaceAll((name, type) -> pooled.contains(name) ? PooledSteps.rows(type) : type);
    for (VertexCost cost : CostModel.of(configuration, inputTypes).vertices()) {
      macs.put(cost.name(), cost.macs());
    }
    configuration
        .getVertexInputs()
        .forEach(
            (name, inputs) ->
                new LinkedHashSet<>(inputs)
                    .forEach(
                        input ->
                            consumers.computeIfAbsent(input, k -> new ArrayList<>()).add(name)));
  }

  /** All names, network inputs too, each after what feeds it. */
  List<String> order() {
    return List.copyOf(types.keySet());
  }

  /** What a vertex computes, frozen or not; null where there is none of that name. */
  GraphVertex vertex(String name) {
    return Unfrozen.vertex(configuration.getVertices().get(name));
  }

  boolean has(String name) {
    return configuration.getVertices().containsKey(name);
  }

  boolean isNetworkInput(String name) {
    return configuration.getNetworkInputs().contains(name);
  }

  boolean isNetworkOutput(String name) {
    return configuration.getNetworkOutputs().contains(name);
  }

  List<String> inputs(String name) {
    return configuration.getVertexInputs().getOrDefault(name, List.of());
  }

  List<String> consumers(String name) {
    return consumers.getOrDefault(name, List.of());
  }

  /** Whether it makes rows, and DL4J has sequences for them. */
  boolean isPooled(String name) {
    return pooled.contains(name);
  }

  InputType type(String name) {
    return types.get(name);
  }

  boolean sameType(String a, String b) {
    InputType first = type(a);
    InputType second = type(b);
    return first.getType() == second.getType()
        && Arrays.equals(first.getShape(false), second.getShape(false));
  }

  long macs(String name) {
    return macs.getOrDefault(name, 0L);
  }

  long macs(Collection<String> names) {
    return names.stream().mapToLong(this::macs).sum();
  }

  /** Everything that the given vertices are made from, themselves too, back to stop, left out. */
  Set<String> backTo(String stop, Collection<String> from) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!name.equals(stop) && seen.add(name)) {
        open.addAll(inputs(name));
      }
    }
    return seen;
  }

  /** Whether the only way out of the region is into the given vertex, and no input is within. */
  boolean isClosed(Set<String> region, String exit) {
    for (String name : region) {
      if (isNetworkInput(name) || isNetworkOutput(name)) {
        return false;
      }
      for (String consumer : consumers(name)) {
        if (!region.contains(consumer) && !consumer.equals(exit)) {
          return false;
        }
      }
    }
    return !region.isEmpty();
  }

  boolean hasWeightsBefore(String name) {
    return backTo("", List.of(name)).stream().anyMatch(vertex -> macs(vertex) > 0);
  }

  List<String> inOrder(Collection<String> names) {
    Map<String, Integer> position = new LinkedHashMap<>();
    order().forEach(name -> position.put(name, position.size()));
    return names.stream().sorted((a, b) -> position.get(a) - position.get(b)).toList();
  }
}
