package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.input.RowMajor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What the inference engine did with each sample.
 *
 * @param labels the true classes
 * @param answers the network's
 * @param macs multiply-accumulates spent
 * @param routers names of the gates and routers, in alphabetical order
 * @param routes for each sample, a letter for each router: {@code T} through, {@code B} bypass
 *     alone, {@code -} not reached
 */
record EngineRun(
    int[] labels, int[] answers, long[] macs, List<String> routers, List<String> routes) {

  static EngineRun of(ComputationGraph network, MiniBatches batches, int samples) {
    RoutedInference engine = RoutedInference.compile(network);
    int[] labels = new int[samples];
    int[] answers = new int[samples];
    long[] macs = new long[samples];
    List<String> routes = new ArrayList<>();
    List<String> routers = List.of();
    int at = 0;
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      InferenceResult result = engine.infer(batch.getFeatures());
      int count = batch.numExamples();
      System.arraycopy(batch.getLabels().argMax(1).toIntVector(), 0, labels, at, count);
      System.arraycopy(result.outputs().get(0).argMax(1).toIntVector(), 0, answers, at, count);
      System.arraycopy(result.macs(), 0, macs, at, count);
      routers = List.copyOf(new TreeSet<>(result.decisions().keySet()));
      List<double[]> decisions =
          routers.stream().map(name -> RowMajor.of(result.decisions().get(name))).toList();
      for (int n = 0; n < count; n++) {
        StringBuilder route = new StringBuilder();
        for (double[] decision : decisions) {
          int paths = decision.length / count;
          route.append(letter(decision, n * paths, (n + 1) * paths - 1));
        }
        routes.add(route.toString());
      }
      at += count;
    }
    return new EngineRun(labels, answers, macs, routers, routes);
  }

  /** The letter of a sample whose paths are those from one index to another, the bypass. */
  private static char letter(double[] paths, int first, int bypass) {
    for (int k = first; k < bypass; k++) {
      if (paths[k] != 0) {
        return 'T';
      }
    }
    return paths[bypass] != 0 ? 'B' : '-';
  }

  double accuracy() {
    int right = 0;
    for (int n = 0; n < labels.length; n++) {
      right += answers[n] == labels[n] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  double meanMacs() {
    double sum = 0;
    for (long one : macs) {
      sum += one;
    }
    return sum / macs.length;
  }

  /** Share of all samples that go through one router's block. */
  double through(int router) {
    return (double) count(router, 'T') / routes.size();
  }

  /** Of the samples that reach a router, the share that goes through its block; 0 of none. */
  double throughOfReached(int router) {
    long through = count(router, 'T');
    return through == 0 ? 0 : (double) through / (through + count(router, 'B'));
  }

  private long count(int router, char letter) {
    return routes.stream().filter(route -> route.charAt(router) == letter).count();
  }

  /** Share of (sample, gated block) pairs not computed; 0 for a network without routers. */
  double skipRatio() {
    double through = 0;
    for (int router = 0; router < routers.size(); router++) {
      through += through(router);
    }
    return routers.isEmpty() ? 0 : 1 - through / routers.size();
  }
}
