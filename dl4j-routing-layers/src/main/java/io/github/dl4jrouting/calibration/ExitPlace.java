package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.transform.SkippableBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A place where samples may leave: what lies before it has been computed, the rest is saved.
 *
 * @param before the block before which they leave
 * @param site the block's gate in the network with activity gates, which says where to look
 * @param macs MACs for one sample of all that the block's input depends on
 * @param saved share of all blocks that is not computed for who leaves here
 */
record ExitPlace(SkippableBlock before, GateSite site, long macs, double saved) {

  /**
   * Places one behind another, in topological order: a block beside a chain of others, whose input
   * is not made from theirs, has none.
   */
  static List<ExitPlace> of(RoutingTransform transform, ComputationGraph gated, GateSites sites) {
    Map<String, SkippableBlock> blocks =
        transform.blocks().stream()
            .collect(Collectors.toMap(RoutingTransform::routerName, block -> block));
    CostModel costs = CostModel.of(gated, transform.inputTypes());
    Set<String> aside = new HashSet<>();
    for (GateSite site : sites.sites()) {
      aside.add(site.gate());
      if (site.bypassMacs() > 0) {
        aside.add(site.bypass());
      }
    }
    List<ExitPlace> places = new ArrayList<>();
    String last = null;
    for (GateSite site : sites.sites()) {
      Set<String> made = backFrom(gated, site.input());
      if (last != null && !made.contains(last)) {
        continue;
      }
      last = site.input();
      long macs = made.stream().filter(name -> !aside.contains(name)).mapToLong(costs::of).sum();
      long computed = sites.sites().stream().filter(s -> made.contains(s.routing())).count();
      double saved = 1 - (double) computed / sites.sites().size();
      places.add(new ExitPlace(blocks.get(site.gate()), site, macs, saved));
    }
    return List.copyOf(places);
  }

  /** All vertices that one is made from, itself too; network inputs left out. */
  private static Set<String> backFrom(ComputationGraph gated, String name) {
    Map<String, List<String>> inputs = gated.getConfiguration().getVertexInputs();
    Deque<String> open = new ArrayDeque<>(List.of(name));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String next = open.pop();
      if (inputs.containsKey(next) && seen.add(next)) {
        open.addAll(inputs.get(next));
      }
    }
    return seen;
  }
}
