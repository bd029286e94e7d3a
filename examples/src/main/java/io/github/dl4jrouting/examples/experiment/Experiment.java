package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.Contest.Entrant;
import io.github.dl4jrouting.examples.measure.OutputDifference;
import io.github.dl4jrouting.examples.measure.Outputs;
import io.github.dl4jrouting.examples.metrics.EnergyMeter;
import io.github.dl4jrouting.examples.metrics.MemorySampler;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs networks on stock DL4J and on the inference engine, side by side.
 *
 * @param competitors the networks
 * @param runs how often
 * @param warmUp calls of each before a run that do not count
 * @param energy what it costs
 */
record Experiment(List<Competitor> competitors, int runs, int warmUp, EnergyMeter energy) {

  /** DL4J's own output. */
  static final String STOCK = "stock";

  /** The inference engine. */
  static final String ENGINE = "engine";

  /** Outputs that differ by more than this, relative to the largest, are a fault. */
  private static final double TOLERANCE = 1e-3;

  /**
   * What was measured.
   *
   * @param turns times, memory and energy
   * @param outcomes for each network, by its name, what it did in each run
   * @param networks for each name, the network of the first run
   * @param differences for each name, the largest difference between the engines' outputs
   * @param seconds how long it took
   */
  record Measured(
      List<Turn> turns,
      Map<String, List<Outcomes>> outcomes,
      Map<String, ComputationGraph> networks,
      Map<String, Double> differences,
      double seconds) {

    /** What a network did in those runs that differ: a trained one does the same in all of them. */
    List<Outcomes> different(Competitor competitor) {
      List<Outcomes> all = outcomes.get(competitor.name());
      return competitor.trained() ? all.subList(0, 1) : all;
    }
  }

  /** Runs it all, with a word before each run. */
  Measured run(Runnable beforeRun) {
    long start = System.nanoTime();
    Measured measured =
        new Measured(
            new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new HashMap<>(), 0);
    Map<ComputationGraph, Outcomes> known = new HashMap<>();
    Map<ComputationGraph, RoutedInference> plans = new HashMap<>();
    try (MemorySampler memory = new MemorySampler(energy)) {
      Contest contest = new Contest(warmUp, energy, memory);
      for (int run = 1; run <= runs; run++) {
        beforeRun.run();
        List<Entrant> entrants = new ArrayList<>();
        for (Competitor competitor : competitors) {
          ComputationGraph graph = competitor.ofRun().apply(run);
          RoutedInference plan = plans.computeIfAbsent(graph, RoutedInference::compile);
          Outcomes outcomes =
              known.computeIfAbsent(graph, none -> Outcomes.of(graph, plan, competitor.batches()));
          measured
              .outcomes
              .computeIfAbsent(competitor.name(), none -> new ArrayList<>())
              .add(outcomes);
          measured.networks.putIfAbsent(competitor.name(), graph);
          measured.differences.merge(
              competitor.name(), difference(competitor, graph, plan), Math::max);
          entrants.add(
              new Entrant(
                  competitor.name(),
                  STOCK,
                  competitor.batches(),
                  batch -> Outputs.release(graph.output(batch))));
          entrants.add(
              new Entrant(
                  competitor.name(),
                  ENGINE,
                  competitor.batches(),
                  batch -> Outputs.release(plan.output(batch))));
        }
        measured.turns.addAll(contest.run(run, entrants));
        plans.keySet().retainAll(measured.networks.values()); // weights of one run only
        known.keySet().retainAll(measured.networks.values());
      }
    }
    return new Measured(
        measured.turns,
        measured.outcomes,
        measured.networks,
        measured.differences,
        (System.nanoTime() - start) / 1e9);
  }

  /** A speed-up of a wrong result is none. */
  private static double difference(
      Competitor competitor, ComputationGraph graph, RoutedInference plan) {
    INDArray batch = competitor.batches()[0];
    double difference = OutputDifference.of(graph.output(batch), plan.output(batch));
    if (!(difference <= TOLERANCE)) {
      throw new IllegalStateException(
          "network "
              + competitor.name()
              + ": expected the inference engine's outputs to be DL4J's within "
              + TOLERANCE
              + " of the largest, found a difference of "
              + difference);
    }
    return difference;
  }
}
