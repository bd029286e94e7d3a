package io.github.dl4jrouting.zoo.search.objective;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.analysis.VertexCost;
import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.input.LayerFormat;
import io.github.dl4jrouting.input.RowMajor;
import io.github.dl4jrouting.router.RoutingLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Accuracy and compute of a routed classifier, as the inference engine computes it. The compute
 * ratio is over the network without routers and bypasses; a sample skips a block where it takes no
 * path but the last, the bypass, and where it does not reach the block.
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
        skipped += skipped(paths);
        decisions += paths.rows();
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

  /** The rows in which no path counts but the last. */
  private static long skipped(INDArray paths) {
    double[] p = RowMajor.of(paths);
    int count = paths.columns();
    long skipped = 0;
    for (int row = 0; row < p.length; row += count) {
      skipped += Arrays.stream(p, row, row + count - 1).allMatch(path -> path == 0) ? 1 : 0;
    }
    return skipped;
  }

  private static double denseMacs(ComputationGraph graph, INDArray[] features) {
    List<Layer> layers =
        graph.getConfiguration().getVertices().keySet().stream()
            .flatMap(name -> Unfrozen.layer(graph.getConfiguration(), name).stream())
            .toList();
    InputType[] types = Arrays.stream(features).map(x -> type(x, layers)).toArray(InputType[]::new);
    return CostModel.of(graph, types).vertices().stream()
        .filter(cost -> !isRouting(graph, cost))
        .mapToDouble(VertexCost::macs)
        .sum();
  }

  private static boolean isRouting(ComputationGraph graph, VertexCost cost) {
    return Unfrozen.layer(graph.getConfiguration(), cost.name())
        .filter(layer -> layer instanceof RoutingLayer || layer instanceof SkipConnectionLayer)
        .isPresent();
  }

  /** The type of an input of a network, whose layers tell how its images and sequences lie. */
  private static InputType type(INDArray x, List<Layer> layers) {
    return switch (x.rank()) {
      case 2 -> InputType.feedForward(x.size(1));
      case 3 -> {
        boolean last = someHave(layers, LayerFormat::ofSequences, RNNFormat.NWC);
        yield (last ? InputLayout.NWC : InputLayout.NCW).type(sample(x));
      }
      case 4 -> {
        boolean last = someHave(layers, LayerFormat::ofImages, CNN2DFormat.NHWC);
        yield (last ? InputLayout.NHWC : InputLayout.NCHW).type(sample(x));
      }
      default ->
          throw new IllegalArgumentException(
              "Expected features of rank 2, 3 or 4, found shape " + Arrays.toString(x.shape()));
    };
  }

  private static <F> boolean someHave(
      List<Layer> layers, Function<Layer, Optional<F>> formatOf, F format) {
    return layers.stream().anyMatch(layer -> formatOf.apply(layer).equals(Optional.of(format)));
  }

  private static long[] sample(INDArray x) {
    return Arrays.copyOfRange(x.shape(), 1, x.rank());
  }
}
