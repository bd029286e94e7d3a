package io.github.dl4jrouting.examples.analyse;

import io.github.dl4jrouting.analysis.BlockCost;
import io.github.dl4jrouting.analysis.SkipProbability;
import io.github.dl4jrouting.examples.analyse.AnalyseResult.Complexity;
import io.github.dl4jrouting.examples.analyse.AnalyseResult.Probability;
import io.github.dl4jrouting.examples.measure.Median;
import io.github.dl4jrouting.examples.measure.Outputs;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds the paper's formulas against networks and random numbers.
 *
 * @param settings what is analysed
 * @param commandLine what was typed
 */
public record Analyse(AnalyseSettings settings, String commandLine) {

  private static final int BATCHES = 16;
  private static final double NANOS_A_MICRO = 1000;

  /**
   * Runs it.
   *
   * @param step receives a line a step
   * @return what was found
   */
  public AnalyseResult run(Consumer<String> step) {
    List<Complexity> complexity = new ArrayList<>();
    for (int dim : settings.dims()) {
      step.accept("Timing " + settings.blocks() + " blocks of " + dim);
      complexity.addAll(complexity(dim));
    }
    List<Probability> probability = new ArrayList<>();
    for (int dim : settings.dims()) {
      step.accept("Drawing " + settings.monteCarloSamples() + " samples of " + dim + " features");
      probability.addAll(probability(dim));
    }
    return new AnalyseResult(
        "analyse", commandLine, settings, complexity, probability, Environment.current());
  }

  private List<Complexity> complexity(int dim) {
    GatedBlocks blocks = new GatedBlocks(dim, settings.blocks(), settings.seed());
    INDArray[] batches = blocks.batches(BATCHES, settings.batchSize());
    List<RoutedInference> plans = new ArrayList<>();
    plans.add(RoutedInference.compile(blocks.network(false)));
    for (double skipRatio : settings.skipRatios()) {
      ComputationGraph routed = blocks.network(true);
      blocks.skip(routed, skipRatio, batches);
      plans.add(RoutedInference.compile(routed));
    }
    double[][] micros = time(plans, batches);
    double denseMacs = macs(plans.get(0), batches);
    List<Complexity> rows = new ArrayList<>();
    for (int i = 1; i < plans.size(); i++) {
      double skipRatio = skipRatio(plans.get(i), batches);
      BlockCost cost = new BlockCost(settings.blocks(), dim);
      double macs = macs(plans.get(i), batches);
      double[] reductions = new double[settings.rounds()];
      for (int round = 0; round < reductions.length; round++) {
        reductions[round] = 1 - micros[i][round] / micros[0][round];
      }
      rows.add(
          new Complexity(
              dim,
              settings.blocks(),
              settings.batchSize(),
              skipRatio,
              cost.worst(),
              cost.expected(skipRatio),
              cost.reduction(skipRatio),
              skipRatio,
              denseMacs,
              macs,
              1 - macs / denseMacs,
              Median.of(micros[0]),
              Median.of(micros[i]),
              Median.of(reductions)));
    }
    return rows;
  }

  /** For each plan the mean time of a call in each round; all plans take turns in a round. */
  private double[][] time(List<RoutedInference> plans, INDArray... batches) {
    double[][] micros = new double[plans.size()][settings.rounds()];
    for (int round = -Math.max(1, settings.rounds() / 2); round < settings.rounds(); round++) {
      for (int i = 0; i < plans.size(); i++) {
        int turn = Math.floorMod(i + round, plans.size());
        long start = System.nanoTime();
        for (INDArray batch : batches) {
          Outputs.release(plans.get(turn).output(batch));
        }
        if (round >= 0) { // what comes before is the warm-up
          micros[turn][round] = (System.nanoTime() - start) / NANOS_A_MICRO / batches.length;
        }
      }
    }
    return micros;
  }

  private static double macs(RoutedInference plan, INDArray... batches) {
    return Arrays.stream(batches)
        .flatMapToLong(batch -> Arrays.stream(plan.infer(batch).macs()))
        .average()
        .orElseThrow();
  }

  private static double skipRatio(RoutedInference plan, INDArray... batches) {
    double skipped = 0;
    long pairs = 0;
    for (INDArray batch : batches) {
      InferenceResult result = plan.infer(batch);
      for (INDArray paths : result.decisions().values()) {
        skipped += paths.getColumn(1).sumNumber().doubleValue();
        pairs += paths.size(0);
      }
    }
    return skipped / pairs;
  }

  private List<Probability> probability(int dim) {
    Random random = new Random(settings.seed());
    double[] activities = new double[settings.monteCarloSamples()];
    for (int n = 0; n < activities.length; n++) {
      double sum = 0;
      for (int i = 0; i < dim; i++) {
        sum += Math.abs(random.nextGaussian());
      }
      activities[n] = settings.sigma() * sum / dim;
    }
    List<Probability> rows = new ArrayList<>();
    for (double threshold : settings.thresholds()) {
      double share =
          (double) Arrays.stream(activities).filter(activity -> activity <= threshold).count()
              / activities.length;
      rows.add(
          new Probability(
              dim,
              settings.sigma(),
              threshold,
              share,
              Math.sqrt(share * (1 - share) / activities.length),
              SkipProbability.byCentralLimit(dim, settings.sigma(), threshold),
              SkipProbability.byPaper(dim, settings.sigma(), threshold)));
    }
    return rows;
  }
}
