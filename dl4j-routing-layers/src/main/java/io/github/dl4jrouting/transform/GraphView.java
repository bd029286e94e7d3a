package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.analysis.VertexCost;
import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** A network as names: who feeds whom, of which type, at which cost. */
final class GraphView {
  private final ComputationGraphConfiguration configuration;
  private final Map<String, InputType> types;

  /** Those that DL4J has sequences for, and that make rows. */
  private final Set<String> pooled = new HashSet<>();

  private final Map<String, Long> macs = new HashMap<>();
  private final Map<String, List<String>> consumers = new HashMap<>();

  GraphView(ComputationGraphConfiguration configuration, InputType... inputTypes) {
    this.configuration = configuration;
    this.types = configuration.clone().getLayerActivationTypes(true, false, inputTypes);
    types.replaceAll((name, type) -> isOfRows(name, type) ? rows(name, type) : type);
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

  /**
   * Whether a vertex makes rows where DL4J has sequences for it, which it has those for that were
   * pooled over all steps, and what passes such rows on. To be asked in topological order.
   */
  private boolean isOfRows(String name, InputType type) {
    if (!(type instanceof InputType.InputTypeRecurrent) || isNetworkInput(name)) {
      return false;
    }
    Optional<Layer> layer = Unfrozen.layer(configuration, name);
    if (layer.isPresent() && layer.get() instanceof GlobalPoolingLayer pooling) {
      return pooling.isCollapseDimensions();
    }
    return inputs(name).stream()
            .allMatch(input -> type(input) instanceof InputType.InputTypeFeedForward)
        && inputs(name).stream().anyMatch(pooled::contains);
  }

  private InputType rows(String name, InputType type) {
    pooled.add(name);
    return InputType.feedForward(((InputType.InputTypeRecurrent) type).getSize());
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
