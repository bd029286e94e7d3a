package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * What a network does when the inference engine runs it.
 *
 * @param accuracy share of samples that its first output classifies right
 * @param macs mean multiply-accumulates for a sample
 * @param through for each router, the share of samples that took path 0
 */
record RoutedOutcome(double accuracy, double macs, Map<String, Double> through) {

  static RoutedOutcome of(ComputationGraph network, DataSetIterator batches) {
    RoutedInference engine = RoutedInference.compile(network);
    long samples = 0;
    long right = 0;
    double macs = 0;
    Map<String, Double> through = new TreeMap<>();
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      InferenceResult result = engine.infer(batch.getFeatures());
      for (boolean one : right(result.outputs().get(0), batch.getLabels())) {
        right += one ? 1 : 0;
      }
      samples += batch.numExamples();
      for (long spent : result.macs()) {
        macs += spent;
      }
      result
          .decisions()
          .forEach(
              (router, paths) ->
                  through.merge(
                      router,
                      paths.getColumn(0).neq(0).castTo(paths.dataType()).sumNumber().doubleValue(),
                      Double::sum));
    }
    double n = samples;
    through.replaceAll((router, count) -> count / n);
    return new RoutedOutcome(right / n, macs / n, through);
  }

  /** For each sample, whether its largest number is that of its label. */
  static boolean[] right(INDArray output, INDArray labels) {
    int[] found = output.argMax(1).toIntVector();
    int[] expected = labels.argMax(1).toIntVector();
    boolean[] right = new boolean[found.length];
    for (int n = 0; n < found.length; n++) {
      right[n] = found[n] == expected[n];
    }
    return right;
  }
}
