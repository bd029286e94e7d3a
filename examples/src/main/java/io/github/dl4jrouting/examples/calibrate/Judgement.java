package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * What a network does on a split when the inference engine runs it.
 *
 * @param accuracy share of samples classified right
 * @param macs multiply-accumulates that were spent on a sample, on average, gates included
 * @param skipped for each gate, by its name, the share of samples that did not compute its block
 */
record Judgement(double accuracy, double macs, Map<String, Double> skipped) {

  static Judgement of(ComputationGraph network, Subject subject, Samples samples) {
    RoutedInference engine = RoutedInference.compile(network);
    MultiDataSetIterator batches = subject.batches(samples);
    long right = 0;
    double macs = 0;
    Map<String, Double> skipped = new HashMap<>();
    while (batches.hasNext()) {
      MultiDataSet batch = batches.next();
      InferenceResult result = engine.infer(batch.getFeatures());
      int[] answers = result.outputs().get(0).argMax(1).toIntVector();
      int[] labels = batch.getLabels(0).argMax(1).toIntVector();
      long[] spent = result.macs();
      for (int n = 0; n < labels.length; n++) {
        right += answers[n] == labels[n] ? 1 : 0;
        macs += spent[n];
      }
      result
          .decisions()
          .forEach((gate, paths) -> skipped.merge(gate, bypassed(paths), Double::sum));
    }
    double n = samples.size();
    skipped.replaceAll((gate, count) -> count / n);
    return new Judgement(right / n, macs / n, Map.copyOf(skipped));
  }

  private static double bypassed(INDArray paths) {
    return paths.getColumn(1).sumNumber().doubleValue();
  }
}
