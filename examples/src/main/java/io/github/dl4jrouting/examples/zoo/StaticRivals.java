package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.StaticRival;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.zoo.recipe.ForcedPaths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The static sub-networks of a routed network, in which all samples take the same paths: what
 * routing has to beat. They are judged on the very samples that the routed network is judged on,
 * which favours them.
 *
 * @param network the routed network, changed while a sub-network is looked at, and put back
 * @param routers names of its gates and routers
 * @param first batches of so many of the first samples
 */
record StaticRivals(
    ComputationGraph network, List<String> routers, IntFunction<MiniBatches> first) {
  private static final int MOST_ROUTERS = 10;

  /** One of them, and what it costs a sample: the same for each. */
  private record Candidate(List<String> open, double macs) {}

  /**
   * The most accurate of those that cost no more; empty with too many routers to try them all.
   *
   * @param budget multiply-accumulates for a sample
   * @param samples how many to judge on
   */
  Optional<StaticRival> best(double budget, int samples) {
    if (routers.isEmpty() || routers.size() > MOST_ROUTERS) {
      return Optional.empty();
    }
    Optional<StaticRival> best = Optional.empty();
    int fewest = samples + 1;
    for (Candidate candidate : affordable(budget)) {
      int wrong = wrong(candidate.open(), samples, fewest);
      if (wrong < fewest) {
        fewest = wrong;
        double accuracy = (double) (samples - wrong) / samples;
        best = Optional.of(new StaticRival(candidate.open(), accuracy, candidate.macs()));
      }
    }
    return best;
  }

  /** The dearest first: they tend to be the best, and end the look at others early. */
  private List<Candidate> affordable(double budget) {
    List<Candidate> candidates = new ArrayList<>();
    for (int set = 0; set < 1 << routers.size(); set++) {
      int bits = set;
      List<String> open =
          routers.stream().filter(name -> (bits >> routers.indexOf(name) & 1) != 0).toList();
      double macs = forced(open, 1, Integer.MAX_VALUE).macs();
      if (macs <= budget) {
        candidates.add(new Candidate(open, macs));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::macs).reversed());
    return candidates;
  }

  private int wrong(List<String> open, int samples, int enough) {
    return forced(open, samples, enough).wrong();
  }

  /** What was found. */
  private record Found(int wrong, double macs) {}

  /** Stops at {@code enough} wrong answers: then it is not the best. */
  private Found forced(List<String> open, int samples, int enough) {
    return ForcedPaths.run(
        network,
        open::contains,
        () -> {
          RoutedInference engine = RoutedInference.compile(network);
          MiniBatches batches = first.apply(samples);
          int wrong = 0;
          double macs = 0;
          while (batches.hasNext() && wrong < enough) {
            DataSet batch = batches.next();
            var result = engine.infer(batch.getFeatures());
            macs = result.macs()[0];
            int[] answers = result.outputs().get(0).argMax(1).toIntVector();
            int[] labels = batch.getLabels().argMax(1).toIntVector();
            for (int n = 0; n < labels.length; n++) {
              wrong += answers[n] == labels[n] ? 0 : 1;
            }
          }
          return new Found(wrong, macs);
        });
  }
}
