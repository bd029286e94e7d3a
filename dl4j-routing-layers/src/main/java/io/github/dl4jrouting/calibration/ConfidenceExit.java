package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * What an early exit would do: a linear classifier in front of one block, fitted by ridge
 * regression, answers for the samples of which it is sure enough, and the network goes on, all
 * blocks computed, for the others. A contender of {@link CriterionComparison}; to be built as a
 * network it needs a {@link io.github.dl4jrouting.gate.ConfidenceGateLayer}.
 */
public final class ConfidenceExit {
  private final ComputationGraph gated;
  private final GateSites sites;
  private final List<LinearClassifier> classifiers;
  private final List<Long> prefixes;

  private ConfidenceExit(
      ComputationGraph gated,
      GateSites sites,
      List<LinearClassifier> classifiers,
      List<Long> prefixes) {
    this.gated = gated;
    this.sites = sites;
    this.classifiers = classifiers;
    this.prefixes = prefixes;
  }

  /**
   * Fits a classifier in front of every block.
   *
   * @param gated a network with activity gates, which say where the blocks are and are open
   * @param data labelled calibration split
   * @param inputTypes types of the network's inputs
   * @return the exits
   */
  public static ConfidenceExit fit(
      ComputationGraph gated, MultiDataSetIterator data, InputType... inputTypes) {
    GateSites sites = GateSites.of(gated, inputTypes);
    CostModel costs = CostModel.of(gated, inputTypes);
    List<Long> prefixes =
        sites.sites().stream().map(site -> before(gated, sites, site, costs)).toList();
    return new ConfidenceExit(
        gated,
        sites,
        ClassifiersAtGates.fit(gated, data, false, inputTypes).classifiers(),
        prefixes);
  }

  /** MACs of all that a block's input depends on, gates and bypasses aside. */
  private static long before(
      ComputationGraph gated, GateSites sites, GateSite site, CostModel costs) {
    Set<String> aside = new HashSet<>();
    for (GateSite other : sites.sites()) {
      aside.add(other.gate());
      if (other.bypassMacs() > 0) {
        aside.add(other.bypass());
      }
    }
    Deque<String> open = new ArrayDeque<>(List.of(site.input()));
    Set<String> seen = new HashSet<>(open);
    long macs = 0;
    while (!open.isEmpty()) {
      String name = open.pop();
      List<String> inputs = gated.getConfiguration().getVertexInputs().get(name);
      if (inputs == null) { // an input of the network
        continue;
      }
      macs += aside.contains(name) ? 0 : costs.of(name);
      inputs.stream().filter(seen::add).forEach(open::push);
    }
    return macs;
  }

  /**
   * The best exit at each budget: place and threshold are chosen on one split and judged on
   * another.
   *
   * @param choice labelled split to choose on, which the classifiers were not fitted on
   * @param judge labelled split of other samples
   * @param budgets compute ratios not to exceed on the first
   * @return a row named {@code confidence exit} for each budget that can be met
   */
  public List<CriterionComparison.Row> compare(
      MultiDataSetIterator choice, MultiDataSetIterator judge, double... budgets) {
    Seen chosenOn = see(choice);
    Seen judgedOn = see(judge);
    List<CriterionComparison.Row> rows = new ArrayList<>();
    for (double budget : budgets) {
      int best = -1;
      double threshold = 0;
      double accuracy = -1;
      for (int at = 0; at < classifiers.size(); at++) {
        OptionalDouble candidate = threshold(chosenOn, at, budget);
        if (candidate.isPresent()) {
          double reached = outcome(chosenOn, at, candidate.getAsDouble()).accuracy();
          if (reached > accuracy) {
            accuracy = reached;
            best = at;
            threshold = candidate.getAsDouble();
          }
        }
      }
      if (best >= 0) {
        Outcome outcome = outcome(judgedOn, best, threshold);
        rows.add(new CriterionComparison.Row("confidence exit", budget, outcome));
      }
    }
    return rows;
  }

  /** The highest threshold that meets a budget: as many samples as needed leave, the surest. */
  private OptionalDouble threshold(Seen seen, int at, double budget) {
    double dense = sites.denseMacs();
    double saved = dense - prefixes.get(at);
    double share = (dense + classifiers.get(at).macs() - budget * dense) / saved;
    if (!(share <= 1)) {
      return OptionalDouble.empty();
    }
    int samples = seen.labels.length;
    double whole = Math.max(0, Math.ceil(share * samples)) / samples;
    double cut = Cut.skipping(seen.sure[at], whole, Direction.SKIP_HIGH);
    return outcome(seen, at, cut).computeRatio() <= budget
        ? OptionalDouble.of(cut)
        : OptionalDouble.empty();
  }

  private Outcome outcome(Seen seen, int at, double threshold) {
    int right = 0;
    int left = 0;
    for (int n = 0; n < seen.labels.length; n++) {
      boolean leaves = seen.sure[at][n] > threshold;
      left += leaves ? 1 : 0;
      right += (leaves ? seen.answers[at][n] : seen.dense[n]) == seen.labels[n] ? 1 : 0;
    }
    double samples = seen.labels.length;
    double exits = left / samples;
    double dense = sites.denseMacs();
    double macs = classifiers.get(at).macs() + exits * prefixes.get(at) + (1 - exits) * dense;
    double blocksAfter = (double) (classifiers.size() - at) / classifiers.size();
    return new Outcome(right / samples, exits * blocksAfter, macs / dense, macs);
  }

  /** What the classifiers and the network say of every sample of a split. */
  private static final class Seen {
    private final double[][] sure;
    private final int[][] answers;
    private final int[] dense;
    private final int[] labels;

    Seen(int places, int samples, int[] labels) {
      this.sure = new double[places][samples];
      this.answers = new int[places][samples];
      this.dense = new int[samples];
      this.labels = labels;
    }
  }

  private Seen see(MultiDataSetIterator data) {
    List<MultiDataSet> batches = CalibrationData.batches(data);
    int[] labels = CalibrationData.labels(batches, classifiers.get(0).scores().size());
    Seen seen = new Seen(classifiers.size(), labels.length, labels);
    VertexEvaluator evaluator = new VertexEvaluator(gated, sites.sites());
    int first = 0;
    for (MultiDataSet batch : batches) {
      evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
      for (int at = 0; at < classifiers.size(); at++) {
        double[][] scores =
            classifiers.get(at).of(FeatureRows.of(evaluator, sites.sites().get(at)));
        for (int n = 0; n < scores.length; n++) {
          int answer = LinearClassifier.best(scores[n]);
          seen.answers[at][first + n] = answer;
          seen.sure[at][first + n] = scores[n][answer];
        }
        evaluator.decide(at, true);
      }
      INDArray output = evaluator.value(gated.getConfiguration().getNetworkOutputs().get(0));
      int[] classes = output.argMax(1).data().asInt();
      System.arraycopy(classes, 0, seen.dense, first, classes.length);
      first += classes.length;
      evaluator.finish();
    }
    return seen;
  }
}
