package io.github.dl4jrouting.zoo.search.objective;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.analysis.VertexCost;
import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.router.RoutingLayer;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Accuracy and compute of a routed classifier, as the inference engine computes it. The compute
 * ratio is over the network without routers and bypasses; a sample that does not reach a block
 * skips it.
 */
public final class GraphOutcome {
  private GraphOutcome() {}

  /**
   * Measures a network; its first output is the one that counts.
   *
   * @param graph routed or not
   * @param data labelled, one-hot
   * @return the outcome; without routers the skip ratio is 0
   * @throws IllegalArgumentException if there are no samples
   */
  public static Outcome of(ComputationGraph graph, MultiDataSetIterator data) {
    RoutedInference engine = RoutedInference.compile(graph);
    if (data.resetSupported()) {
      data.reset();
    }
    long samples = 0;
    long correct = 0;
    long skipped = 0;
    long decisions = 0;
    double macs = 0;
    double denseMacs = 0;
    while (data.hasNext()) {
      MultiDataSet batch = data.next();
      if (samples == 0) {
        denseMacs = denseMacs(graph, batch.getFeatures());
      }
      InferenceResult result = engine.infer(batch.getFeatures(), batch.getFeaturesMaskArrays());
      int[] labels = batch.getLabels(0).argMax(1).toIntVector();
      int[] answers = result.outputs().get(0).argMax(1).toIntVector();
      for (int n = 0; n < labels.length; n++) {
        correct += labels[n] == answers[n] ? 1 : 0;
      }
      samples += labels.length;
      macs += Arrays.stream(result.macs()).asDoubleStream().sum();
      for (INDArray paths : result.decisions().values()) {
        double[] through = paths.getColumn(0).toDoubleVector();
        skipped += Arrays.stream(through).filter(p -> p == 0).count();
        decisions += through.length;
      }
    }
    if (samples == 0) {
      throw new IllegalArgumentException("Expected test data with samples, found none");
    }
    double mean = macs / samples;
    return new Outcome(
        (double) correct / samples,
        decisions == 0 ? 0 : (double) skipped / decisions,
        mean / denseMacs,
        mean);
  }

  private static double denseMacs(ComputationGraph graph, INDArray[] features) {
    InputType[] types = Arrays.stream(features).map(GraphOutcome::type).toArray(InputType[]::new);
    return CostModel.of(graph, types).vertices().stream()
        .filter(cost -> !isRouting(graph, cost))
        .mapToDouble(VertexCost::macs)
        .sum();
  }

  private static boolean isRouting(ComputationGraph graph, VertexCost cost) {
    if (graph.getConfiguration().getVertices().get(cost.name()) instanceof LayerVertex vertex) {
      Layer layer = vertex.getLayerConf().getLayer();
      return layer instanceof RoutingLayer || layer instanceof SkipConnectionLayer;
    }
    return false;
  }

  private static InputType type(INDArray x) {
    return switch (x.rank()) {
      case 2 -> InputType.feedForward(x.size(1));
      case 3 -> InputType.recurrent(x.size(1), x.size(2));
      case 4 -> InputType.convolutional(x.size(2), x.size(3), x.size(1));
      default ->
          throw new IllegalArgumentException(
              "Expected features [N, F], [N, F, T] or [N, C, H, W], found shape "
                  + Arrays.toString(x.shape()));
    };
  }
}
