package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Finds what can be skipped. */
final class BlockFinder {
  private final GraphView graph;

  BlockFinder(GraphView graph) {
    this.graph = graph;
  }

  /** All blocks of every kind but RANGE, in topological order, that cost anything; none overlap. */
  List<SkippableBlock> all() {
    List<SkippableBlock> candidates = new ArrayList<>();
    for (String name : graph.order()) {
      residual(name).or(() -> routed(name)).ifPresent(candidates::add);
    }
    for (String name : graph.order()) {
      sameShape(name).ifPresent(candidates::add);
    }
    List<SkippableBlock> gated =
        candidates.stream()
            .filter(block -> isRouting(block.name()) || isGated(block.name()))
            .toList();
    List<SkippableBlock> found = new ArrayList<>();
    for (SkippableBlock block : candidates) {
      if (isFree(block, gated, found)) {
        found.add(block);
      }
    }
    List<String> order = graph.order();
    found.sort(Comparator.comparingInt(block -> order.indexOf(block.name())));
    return found;
  }

  /**
   * Whether it costs anything, and neither has a gate, nor is a part of what has one. What reads
   * rows that DL4J has for sequences is none: it would refuse a routing vertex between both.
   */
  private boolean isFree(
      SkippableBlock block, List<SkippableBlock> gated, List<SkippableBlock> found) {
    return block.macs() > 0
        && !graph.isPooled(block.input())
        && gated.stream().noneMatch(block::overlaps)
        && found.stream().noneMatch(block::overlaps);
  }

  /**
   * Whether it is a path of a routing vertex, at once or after an activation function, and nothing
   * else: the input of a gated block is its bypass, too, but read by the block as well.
   */
  private boolean isGated(String name) {
    List<String> consumers = graph.consumers(name);
    return consumers.size() == 1
        && (isRouting(consumers.get(0))
            || isActivation(consumers.get(0)) && isGated(consumers.get(0)));
  }

  private boolean isRouting(String name) {
    return graph.vertex(name) instanceof RoutingVertex;
  }

  private boolean isActivation(String name) {
    return graph.vertex(name) instanceof LayerVertex vertex
        && Unfrozen.layer(vertex.getLayerConf().getLayer()) instanceof ActivationLayer;
  }

  private Optional<SkippableBlock> residual(String name) {
    if (!(graph.vertex(name) instanceof ElementWiseVertex sum)
        || sum.getOp() != ElementWiseVertex.Op.Add
        || graph.isNetworkOutput(name)) {
      return Optional.empty();
    }
    List<String> inputs = graph.inputs(name);
    for (String shortcut : inputs) {
      List<String> others = inputs.stream().filter(i -> !i.equals(shortcut)).toList();
      Set<String> region = graph.backTo(shortcut, others);
      if (others.size() == inputs.size() - 1
          && graph.isClosed(region, name)
          && graph.sameType(shortcut, name)) {
        region.add(name);
        return Optional.of(block(name, BlockKind.RESIDUAL, shortcut, shortcut, region));
      }
    }
    return inputs.size() == 2 ? projection(name, inputs.get(0), inputs.get(1)) : Optional.empty();
  }

  /** A residual block with a router, whose routing vertex is the addition too. */
  private Optional<SkippableBlock> routed(String name) {
    if (!(graph.vertex(name) instanceof RoutingVertex routing)
        || routing.residualBlock().isEmpty()) {
      return Optional.empty();
    }
    List<String> inputs = graph.inputs(name);
    String input = inputs.get(inputs.size() - 1);
    Set<String> region = graph.backTo(input, inputs.subList(1, inputs.size() - 1));
    if (!graph.isClosed(region, name)) {
      return Optional.empty();
    }
    region.add(name);
    return Optional.of(block(name, BlockKind.RESIDUAL, input, input, region));
  }

  private Optional<SkippableBlock> projection(String name, String a, String b) {
    List<String> order = graph.order();
    Set<String> before = graph.backTo("", List.of(a));
    before.retainAll(graph.backTo("", List.of(b)));
    for (int i = order.indexOf(name) - 1; i >= 0; i--) {
      String split = order.get(i);
      if (!before.contains(split) || split.equals(a) || split.equals(b)) {
        continue;
      }
      Set<String> left = graph.backTo(split, List.of(a));
      Set<String> right = graph.backTo(split, List.of(b));
      Set<String> both = new LinkedHashSet<>(left);
      both.addAll(right);
      if (both.size() == left.size() + right.size() && graph.isClosed(both, name)) {
        boolean leftIsBlock = graph.macs(left) >= graph.macs(right);
        Set<String> region = leftIsBlock ? left : right;
        region.add(name);
        return Optional.of(block(name, BlockKind.PROJECTION, split, leftIsBlock ? b : a, region));
      }
    }
    return Optional.empty();
  }

  private Optional<SkippableBlock> sameShape(String first) {
    if (!isPlainLayer(first) || graph.macs(first) == 0 || !keepsShape(first)) {
      return Optional.empty();
    }
    Set<String> run = new LinkedHashSet<>(List.of(first));
    String last = first;
    while (graph.consumers(last).size() == 1) {
      String next = graph.consumers(last).get(0);
      if (!isPlainLayer(next) || graph.macs(next) > 0 || !keepsShape(next)) {
        break;
      }
      run.add(next);
      last = next;
    }
    String input = graph.inputs(first).get(0);
    return isInsideAnAddition(last, input)
        ? Optional.empty()
        : Optional.of(block(last, BlockKind.SAME_SHAPE, input, input, run));
  }

  /** A branch that is added to something is a residual path, whatever its shortcut: not a run. */
  private boolean isInsideAnAddition(String last, String input) {
    return graph.consumers(last).stream()
            .anyMatch(consumer -> graph.vertex(consumer) instanceof ElementWiseVertex)
        && graph.consumers(input).size() > 1;
  }

  private boolean isPlainLayer(String name) {
    if (!(graph.vertex(name) instanceof LayerVertex vertex) || graph.isNetworkOutput(name)) {
      return false;
    }
    Layer layer = Unfrozen.layer(vertex.getLayerConf().getLayer());
    return !(layer instanceof RoutingLayer
        || layer instanceof SkipConnectionLayer
        || layer instanceof ActivitySkipLayer);
  }

  private boolean keepsShape(String name) {
    return graph.inputs(name).size() == 1 && graph.sameType(name, graph.inputs(name).get(0));
  }

  /** The block from the first to the last vertex that the user names. */
  SkippableBlock range(String from, String to) {
    for (String name : List.of(from, to)) {
      if (!graph.has(name)) {
        throw new IllegalArgumentException(
            "Range \"%s\" to \"%s\": expected names of vertices, found \"%s\"; known: %s"
                .formatted(
                    from,
                    to,
                    name,
                    graph.order().stream().filter(graph::has).collect(Collectors.joining(", "))));
      }
    }
    List<String> inputs = graph.inputs(from);
    String input = inputs.get(0);
    Set<String> region = graph.backTo(input, List.of(to));
    region.remove(to);
    String fault = rangeFault(from, to, inputs, region);
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException(
          "Range \"%s\" to \"%s\": expected a part of the network with one input and one output of"
                  .formatted(from, to)
              + " one shape, found that "
              + fault
              + ". Name other ends.");
    }
    region.add(to);
    return block(to, BlockKind.RANGE, input, input, region);
  }

  private String rangeFault(String from, String to, List<String> inputs, Set<String> region) {
    if (inputs.size() != 1) {
      return "\"" + from + "\" has " + inputs.size() + " inputs";
    }
    if (!from.equals(to) && !region.contains(from)) {
      return "\"" + to + "\" does not come after \"" + from + "\"";
    }
    if (graph.isNetworkOutput(to)) {
      return "\"" + to + "\" is an output of the network";
    }
    if (!region.isEmpty() && !graph.isClosed(region, to)) {
      return "something else leads into it or out of it";
    }
    if (graph.isPooled(inputs.get(0))) {
      return "its input was pooled over steps, and is a sequence for DL4J still";
    }
    if (!graph.sameType(inputs.get(0), to)) {
      return "its input is " + graph.type(inputs.get(0)) + " and its output " + graph.type(to);
    }
    return isGated(to) ? "a gate is around it already" : "";
  }

  private SkippableBlock block(
      String name, BlockKind kind, String input, String bypass, Set<String> region) {
    List<String> vertices = graph.inOrder(region);
    boolean first = !graph.hasWeightsBefore(input);
    return new SkippableBlock(name, kind, input, bypass, vertices, graph.macs(vertices), first);
  }
}
