package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Records {@link GateTraces}. With B gates a sample has at most 2^B paths; up to {@value
 * #MOST_TABLE_GATES} gates all are computed, each block once for each sequence of decisions before
 * it. The batches of the data are run one at a time; what is kept is a few bytes for each sample
 * and path.
 */
public final class TraceRecorder {
  /** The most gates whose paths are all computed. */
  public static final int MOST_TABLE_GATES = 12;

  private static final long MOST_BYTES = 1L << 30;

  private final ComputationGraph network;
  private final GateSites sites;
  private final String output;

  /**
   * A recorder for a network with activity gates. The first output of the network is the one that
   * counts.
   *
   * @param network the network; its thresholds do not matter
   * @param inputTypes one for each network input, as {@link
   *     io.github.dl4jrouting.transform.RoutingTransform#inputTypes} gives them
   * @throws IllegalArgumentException if it has no gates, or too many
   */
  public TraceRecorder(ComputationGraph network, InputType... inputTypes) {
    this.network = network;
    this.sites = GateSites.of(network, inputTypes);
    this.output = network.getConfiguration().getNetworkOutputs().get(0);
    if (gates() > MOST_TABLE_GATES) {
      throw new IllegalArgumentException(
          "Expected at most "
              + MOST_TABLE_GATES
              + " gates, because every sequence of their decisions is recorded, found "
              + gates()
              + ". Gate fewer, larger blocks: RoutingTransform.only(...) or range(from, to).");
    }
  }

  private int gates() {
    return sites.sites().size();
  }

  /**
   * The gates.
   *
   * @return in topological order
   */
  public List<GateSite> sites() {
    return sites.sites();
  }

  /**
   * Records what the network's own gates see.
   *
   * @param data a split
   * @return traces
   */
  public GateTraces record(DataSetIterator data) {
    return record(CalibrationData.multi(data));
  }

  /**
   * Records what the network's own gates see.
   *
   * @param data a split; where it has no labels, the network's own answers with all gates open
   *     stand in for them
   * @return traces
   */
  public GateTraces record(MultiDataSetIterator data) {
    return record(CalibrationData.batches(data), List.of(ownMeasures())).get(0);
  }

  private Criterion ownMeasures() {
    List<Criterion> each = new ArrayList<>();
    for (GateSite site : sites()) {
      ActivityGateLayer gate =
          (ActivityGateLayer) Unfrozen.configuration(network.getLayer(site.gate()));
      each.add(Criterion.of(gate.measure()));
    }
    return (gate, x, layout, mask) -> each.get(gate).scores(gate, x, layout, mask);
  }

  /**
   * Records what the gates would see under several criteria.
   *
   * @param batches a split
   * @param criteria what to record
   * @return traces, one for each criterion
   * @throws IllegalArgumentException if labels are not one-hot or features not finite, or all of it
   *     needs more than 1 GB
   */
  public List<GateTraces> record(List<MultiDataSet> batches, List<Criterion> criteria) {
    int samples = batches.stream().mapToInt(batch -> (int) batch.getFeatures(0).size(0)).sum();
    long bytes = DecisionTree.bytes(samples, gates(), criteria.size());
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "Expected traces of at most %d MB, found %d samples x 2^%d paths x %d criteria: %d MB."
                  .formatted(MOST_BYTES >> 20, samples, gates(), criteria.size(), bytes >> 20)
              + " Take fewer samples or gates.");
    }
    List<DecisionTree> trees = new ArrayList<>();
    trees.add(new DecisionTree(samples, gates()));
    for (int c = 1; c < criteria.size(); c++) {
      trees.add(trees.get(0).withOtherScores());
    }
    VertexEvaluator evaluator = new VertexEvaluator(network, sites());
    long classes = 0;
    int first = 0;
    for (MultiDataSet batch : batches) {
      evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
      new Walk(evaluator, criteria, trees, first).from(0, 0);
      INDArray answer = evaluator.value(output);
      classes = answer.size(1);
      first += (int) answer.size(0);
      evaluator.finish();
      // Off-heap memory of a batch's activations, gigabytes for many paths, goes back only with the
      // small Java objects that own it, which would let the collector wait for long.
      Nd4j.getMemoryManager().invokeGc();
    }
    int[] labels =
        CalibrationData.hasLabels(batches)
            ? CalibrationData.labels(batches, classes)
            : denseAnswers(trees.get(0));
    return trees.stream().map(tree -> new GateTraces(tree, sites, labels)).toList();
  }

  private static int[] denseAnswers(DecisionTree tree) {
    long[] open = new long[tree.samples()];
    Arrays.fill(open, (1L << tree.gates()) - 1);
    int[] rows = new int[tree.samples()];
    Arrays.setAll(rows, n -> n);
    int[] classes = new int[tree.samples()];
    tree.predictions(rows, open, classes);
    return classes;
  }

  /** One batch down every path. */
  private final class Walk {
    private final VertexEvaluator evaluator;
    private final List<Criterion> criteria;
    private final List<DecisionTree> trees;
    private final int first;

    Walk(VertexEvaluator evaluator, List<Criterion> criteria, List<DecisionTree> trees, int first) {
      this.evaluator = evaluator;
      this.criteria = criteria;
      this.trees = trees;
      this.first = first;
    }

    void from(int gate, long prefix) {
      if (gate == gates()) {
        INDArray answer = evaluator.value(output);
        if (answer.rank() != 2) {
          throw new IllegalArgumentException(
              "Output \""
                  + output
                  + "\": expected class scores [N, C], found shape "
                  + Arrays.toString(answer.shape())
                  + ". Calibrate such a network without labels, by skip ratio.");
        }
        trees.get(0).setClasses(prefix, first, answer.argMax(1).data().asInt());
        return;
      }
      GateSite site = sites().get(gate);
      INDArray x = evaluator.value(site.input());
      for (int c = 0; c < criteria.size(); c++) {
        double[] scores = criteria.get(c).scores(gate, x, site.layout(), evaluator.mask(site));
        evaluator.checkRows(site, scores.length);
        trees.get(c).setScores(gate, prefix, first, scores);
      }
      for (boolean through : new boolean[] {false, true}) {
        evaluator.decide(gate, through);
        from(gate + 1, through ? prefix | 1L << gate : prefix);
      }
    }
  }
}
