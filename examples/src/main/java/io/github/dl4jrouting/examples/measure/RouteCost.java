package io.github.dl4jrouting.examples.measure;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.analysis.VertexCost;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What a sample costs on its route: the MACs of every vertex that the output needs, where a path
 * with probability zero needs nothing. Routers are counted; a block inside another's path, or
 * behind an early exit, is counted only where it is reached. A layer that skips by itself costs one
 * MAC for each input where it does.
 */
public final class RouteCost {

  private final ComputationGraph graph;
  private final Map<String, Long> macs = new HashMap<>();
  private final Map<String, Integer> blockOf = new HashMap<>();
  private final Set<String> layers = new HashSet<>();
  private final Map<String, Long> skipped = new HashMap<>();

  /** Routing vertices that add their last path to the others. */
  private final Set<String> residual = new HashSet<>();

  private final Map<Route, Long> known = new HashMap<>();

  /**
   * Prepares the costs of a network.
   *
   * @param graph the network
   * @param inputTypes one type for each network input
   */
  public RouteCost(ComputationGraph graph, InputType... inputTypes) {
    this.graph = graph;
    for (VertexCost vertex : CostModel.of(graph, inputTypes).vertices()) {
      macs.put(vertex.name(), vertex.macs());
      long inputs = vertex.outputShape().stream().reduce(1L, (a, b) -> a * Math.max(1, b));
      skipped.put(vertex.name(), Math.min(inputs, vertex.macs()));
    }
    List<RoutedBlocks.Block> blocks = RoutedBlocks.of(graph);
    for (int b = 0; b < blocks.size(); b++) {
      blockOf.put(blocks.get(b).name(), b);
      if (blocks.get(b).isLayer()) {
        layers.add(blocks.get(b).name());
      }
      if (blocks.get(b).residual()) {
        residual.add(blocks.get(b).name());
      }
    }
  }

  /**
   * The cost of one route.
   *
   * @param route a route through this network
   * @return MACs for one sample
   */
  public long of(Route route) {
    return known.computeIfAbsent(route, this::count);
  }

  /**
   * The mean cost of all measured samples.
   *
   * @param measurement of the same network
   * @return MACs for one sample
   */
  public double mean(Measurement measurement) {
    double sum = 0;
    long samples = 0;
    for (Map.Entry<Route, long[]> taken : measurement.routes().entrySet()) {
      for (long count : taken.getValue()) {
        sum += count * (double) of(taken.getKey());
        samples += count;
      }
    }
    return sum / samples;
  }

  /**
   * The mean cost of the measured samples of one class.
   *
   * @param measurement of the same network
   * @param label class
   * @return MACs for one sample; 0 for a class without samples
   */
  public double mean(Measurement measurement, int label) {
    double sum = 0;
    for (Map.Entry<Route, long[]> taken : measurement.routes().entrySet()) {
      sum += taken.getValue()[label] * (double) of(taken.getKey());
    }
    return measurement.samples(label) == 0 ? 0 : sum / measurement.samples(label);
  }

  private long count(Route route) {
    Deque<String> open = new ArrayDeque<>(graph.getConfiguration().getNetworkOutputs());
    Set<String> needed = new HashSet<>(open);
    long sum = 0;
    while (!open.isEmpty()) {
      String vertex = open.pop();
      boolean skips = layers.contains(vertex) && !uses(route, vertex, 0);
      sum += (skips ? skipped : macs).getOrDefault(vertex, 0L);
      List<String> inputs =
          graph.getConfiguration().getVertexInputs().getOrDefault(vertex, List.of());
      for (int i = 0; i < inputs.size(); i++) {
        boolean added = i == inputs.size() - 1 && residual.contains(vertex);
        boolean used = i == 0 || added || uses(route, vertex, i - 1);
        if (used && needed.add(inputs.get(i))) {
          open.push(inputs.get(i));
        }
      }
    }
    return sum;
  }

  private boolean uses(Route route, String vertex, int path) {
    Integer block = blockOf.get(vertex);
    return block == null || route.takes(block, path);
  }
}
