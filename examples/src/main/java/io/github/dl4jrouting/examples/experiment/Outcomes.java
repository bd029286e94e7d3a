package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.measure.RoutedBlocks;
import io.github.dl4jrouting.examples.metrics.Proportion;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network did with each of N samples on the inference engine.
 *
 * @param blocks its B routed blocks, from the input to the output
 * @param predicted class of the largest output, {@code [N]}
 * @param confidence the largest output, {@code [N]}
 * @param macs multiply-accumulates that were spent, gates included, {@code [N]}
 * @param computed whether a sample's block was computed, {@code [N][B]}
 */
record Outcomes(
    List<String> blocks, int[] predicted, double[] confidence, long[] macs, boolean[][] computed) {

  /** Runs all batches. */
  static Outcomes of(ComputationGraph graph, RoutedInference plan, INDArray... batches) {
    List<RoutedBlocks.Block> blocks = RoutedBlocks.of(graph);
    int samples = Arrays.stream(batches).mapToInt(batch -> (int) batch.size(0)).sum();
    Outcomes outcomes =
        new Outcomes(
            blocks.stream().map(RoutedBlocks.Block::name).toList(),
            new int[samples],
            new double[samples],
            new long[samples],
            new boolean[samples][blocks.size()]);
    int first = 0;
    for (INDArray batch : batches) {
      InferenceResult result = plan.infer(batch);
      outcomes.take(first, result);
      for (int b = 0; b < blocks.size(); b++) {
        outcomes.route(first, b, result.decisions(), blocks.get(b).router());
      }
      first += (int) batch.size(0);
    }
    return outcomes;
  }

  private void take(int first, InferenceResult result) {
    INDArray output = result.outputs().get(0);
    int[] classes = output.argMax(1).toIntVector();
    double[] largest = output.max(1).castTo(DataType.DOUBLE).toDoubleVector();
    long[] spent = result.macs();
    System.arraycopy(classes, 0, predicted, first, classes.length);
    System.arraycopy(largest, 0, confidence, first, classes.length);
    System.arraycopy(spent, 0, macs, first, classes.length);
  }

  /** A block is computed where any path but the last, its bypass, has a share. */
  private void route(int first, int block, Map<String, INDArray> decisions, String router) {
    double[][] paths = decisions.get(router).castTo(DataType.DOUBLE).toDoubleMatrix();
    for (int n = 0; n < paths.length; n++) {
      for (int k = 0; k < paths[n].length - 1; k++) {
        computed[first + n][block] |= paths[n][k] != 0;
      }
    }
  }

  int samples() {
    return predicted.length;
  }

  /** For each sample the share of blocks that were not computed. */
  double[] skipRatios() {
    return Arrays.stream(computed).mapToDouble(Outcomes::skipRatio).toArray();
  }

  private static double skipRatio(boolean... route) {
    int skipped = 0;
    for (boolean through : route) {
      skipped += through ? 0 : 1;
    }
    return route.length == 0 ? 0 : (double) skipped / route.length;
  }

  double meanMacs() {
    return Arrays.stream(macs).average().orElseThrow();
  }

  /** A sample's route: a digit a block, 1 where it is computed. */
  String route(int sample) {
    StringBuilder digits = new StringBuilder();
    for (boolean through : computed[sample]) {
      digits.append(through ? '1' : '0');
    }
    return digits.toString();
  }

  int distinctRoutes() {
    return (int)
        java.util.stream.IntStream.range(0, samples()).mapToObj(this::route).distinct().count();
  }

  Proportion accuracy(int... labels) {
    int correct = 0;
    for (int n = 0; n < labels.length; n++) {
      correct += predicted[n] == labels[n] ? 1 : 0;
    }
    return Proportion.of(correct, labels.length);
  }
}
