package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.zoo.EvaluationResult.StaticRival;
import io.github.dl4jrouting.zoo.recipe.ForcedPaths;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The static sub-networks of a routed network, in which all samples take the same paths: what
 * routing has to beat. They are judged on the very samples that the routed network is judged on,
 * which favours them.
 */
final class StaticRivals {
  private static final int MOST_ROUTERS = 10;

  private StaticRivals() {}

  /**
   * The most accurate of those that cost no more; empty with too many routers to try them all.
   *
   * @param one runs the network on a sample: a static one costs the same for each
   * @param all runs it on all of them
   */
  static Optional<StaticRival> best(
      ComputationGraph network,
      List<String> routers,
      double budget,
      Supplier<EngineRun> one,
      Supplier<EngineRun> all) {
    if (routers.isEmpty() || routers.size() > MOST_ROUTERS) {
      return Optional.empty();
    }
    Optional<StaticRival> best = Optional.empty();
    for (int set = 0; set < 1 << routers.size(); set++) {
      int open = set;
      Predicate<String> through = name -> (open >> routers.indexOf(name) & 1) != 0;
      if (ForcedPaths.run(network, through, one).meanMacs() > budget) {
        continue;
      }
      EngineRun measured = ForcedPaths.run(network, through, all);
      StaticRival rival =
          new StaticRival(
              routers.stream().filter(through).toList(), measured.accuracy(), measured.meanMacs());
      if (best.isEmpty() || rival.accuracy() > best.get().accuracy()) {
        best = Optional.of(rival);
      }
    }
    return best;
  }
}
