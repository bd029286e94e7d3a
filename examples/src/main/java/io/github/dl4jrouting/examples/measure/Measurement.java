package io.github.dl4jrouting.examples.measure;

import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What a network does on labelled samples: how many it classifies, and which paths it sends them
 * on. Both come from the ordinary activations of a test pass, with no part in how the network
 * computes.
 */
public final class Measurement {

  private static final int BATCH = 500;

  private final long[] samples;
  private final long[] correct;
  private final List<PathTally> blocks;
  private final Map<Route, long[]> routes = new LinkedHashMap<>();

  private Measurement(int classes, List<PathTally> blocks) {
    this.samples = new long[classes];
    this.correct = new long[classes];
    this.blocks = blocks;
  }

  /**
   * Measures a network with one input and one output.
   *
   * @param graph the network; its output is [n, classes]
   * @param samples what to classify
   * @param classes number of classes
   * @return the counts
   */
  public static Measurement of(ComputationGraph graph, Samples samples, int classes) {
    List<RoutedBlocks.Block> routed = RoutedBlocks.of(graph);
    List<PathTally> tallies =
        routed.stream().map(block -> new PathTally(block.name(), block.paths(), classes)).toList();
    Measurement measurement = new Measurement(classes, tallies);
    String output = graph.getConfiguration().getNetworkOutputs().get(0);
    MiniBatches batches = MiniBatches.inOrder(samples, classes, BATCH);
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      int[] labels = batch.getLabels().argMax(1).toIntVector();
      Map<String, INDArray> activations = graph.feedForward(batch.getFeatures(), false);
      measurement.count(labels, activations.get(output).argMax(1).toIntVector());
      double[][][] probabilities =
          routed.stream()
              .map(block -> block.decisions(graph, activations))
              .toArray(double[][][]::new);
      measurement.route(labels, probabilities);
    }
    return measurement;
  }

  private void count(int[] labels, int[] predictions) {
    for (int n = 0; n < labels.length; n++) {
      samples[labels[n]]++;
      if (labels[n] == predictions[n]) {
        correct[labels[n]]++;
      }
    }
  }

  private void route(int[] labels, double[][][] probabilities) {
    for (int n = 0; n < labels.length; n++) {
      List<Long> paths = new ArrayList<>();
      for (int b = 0; b < probabilities.length; b++) {
        blocks.get(b).add(labels[n], probabilities[b][n]);
        paths.add(Route.bits(probabilities[b][n]));
      }
      routes.computeIfAbsent(new Route(paths), none -> new long[classes()])[labels[n]]++;
    }
  }

  /**
   * Number of classes.
   *
   * @return as given
   */
  public int classes() {
    return samples.length;
  }

  /**
   * Samples of one class.
   *
   * @param label class
   * @return how many there are
   */
  public long samples(int label) {
    return samples[label];
  }

  /**
   * Share of all samples that are classified right.
   *
   * @return 0..1
   */
  public double accuracy() {
    long right = 0;
    long all = 0;
    for (int label = 0; label < samples.length; label++) {
      right += correct[label];
      all += samples[label];
    }
    return (double) right / all;
  }

  /**
   * Share of a class's samples that are classified right.
   *
   * @param label class
   * @return 0..1; 0 for a class without samples
   */
  public double accuracy(int label) {
    return samples[label] == 0 ? 0 : (double) correct[label] / samples[label];
  }

  /**
   * Which paths the samples took, block by block.
   *
   * @return from the input to the output; empty for a network without routing
   */
  public List<PathTally> blocks() {
    return blocks;
  }

  /** How many samples of each class took each route, in the order in which routes first came up. */
  Map<Route, long[]> routes() {
    return Collections.unmodifiableMap(routes);
  }

  /**
   * How many different routes the samples took: 1 for a network that treats all samples alike.
   *
   * @return at least 1
   */
  public int distinctRoutes() {
    return routes.size();
  }

  /**
   * Share of (sample, block) pairs that are not computed.
   *
   * @return 0..1; 0 for a network without routing
   */
  public double skipRatio() {
    return blocks.stream().mapToDouble(PathTally::skipRatio).average().orElse(0);
  }

  /**
   * Share of (sample, block) pairs that are not computed, over the samples of one class.
   *
   * @param label class
   * @return 0..1; 0 for a network without routing
   */
  public double skipRatio(int label) {
    return blocks.stream().mapToDouble(block -> block.skipRatio(label)).average().orElse(0);
  }
}
