package io.github.dl4jrouting.zoo.contract;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.GateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.input.FeaturePooling;
import io.github.dl4jrouting.router.RouterLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What the routers and gates of a network do. */
enum Gates {
  AS_TRAINED,
  OPEN,
  CLOSED,
  /**
   * Of those that reach a gate some samples go through, others around; none is near the boundary.
   */
  MIXED;

  /** Makes the gates of a network do this for the given samples. */
  void set(ComputationGraph network, INDArray x) {
    if (this == AS_TRAINED) {
      return;
    }
    for (String name : inTheOrderOfSamples(network)) {
      Layer layer = network.getLayer(name);
      boolean router = layer.conf().getLayer() instanceof RouterLayer;
      double boundary =
          switch (this) {
            case OPEN -> direction(layer).open();
            case CLOSED -> direction(layer).closed();
            default -> boundary(network, name, x);
          };
      if (router) {
        INDArray bias = layer.getParam("b" + hidden(layer));
        bias.putScalar(0, bias.getDouble(0) - Math.min(Math.max(boundary, -1e4), 1e4));
      } else {
        Thresholded.of(layer).setThreshold(boundary);
      }
    }
  }

  /** Exits come before what they guard, the first one, which is added last, before the others. */
  private static List<String> inTheOrderOfSamples(ComputationGraph network) {
    List<String> names = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : SmallModel.deciders(network)) {
      if (network.getLayer(name).conf().getLayer() instanceof ConfidenceGateLayer) {
        names.add(0, name);
      } else {
        others.add(name);
      }
    }
    names.addAll(others);
    return names;
  }

  /** Routers prefer through where their score is high, as gates do that skip what is low. */
  private static Direction direction(Layer layer) {
    return layer.conf().getLayer() instanceof GateLayer gate
        ? gate.direction()
        : Direction.SKIP_LOW;
  }

  private static int hidden(Layer layer) {
    return ((RouterLayer) layer.conf().getLayer()).hiddenSizes().length;
  }

  /** The middle between the two samples in the middle of those that reach it. */
  private static double boundary(ComputationGraph network, String name, INDArray x) {
    String from = network.getConfiguration().getVertexInputs().get(name).get(0);
    INDArray input = network.feedForward(x, false).get(from);
    Layer layer = network.getLayer(name);
    double[] measures = measure(layer, input);
    INDArray paths = RoutedInference.compile(network).infer(x).decisions().get(name);
    double[] sorted =
        IntStream.range(0, measures.length)
            .filter(n -> paths.getRow(n).sumNumber().doubleValue() > 0)
            .mapToDouble(n -> measures[n])
            .sorted()
            .toArray();
    int half = sorted.length / 2;
    return (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double[] measure(Layer layer, INDArray input) {
    if (layer.conf().getLayer() instanceof RouterLayer) {
      return scores(layer, input);
    }
    return layer.conf().getLayer() instanceof ConfidenceGateLayer
        ? input.max(1).toDoubleVector()
        : meanMagnitudes(input);
  }

  private static double[] meanMagnitudes(INDArray input) {
    INDArray rows = input.dup('c').reshape('c', input.size(0), -1);
    return Transforms.abs(rows).mean(1).toDoubleVector();
  }

  /** How much a router prefers through. */
  private static double[] scores(Layer layer, INDArray input) {
    RouterLayer router = (RouterLayer) layer.conf().getLayer();
    INDArray h = FeaturePooling.pool(input, router.layout(), null);
    for (int i = 0; i <= hidden(layer); i++) {
      INDArray z = h.mmul(layer.getParam("W" + i)).addRowVector(layer.getParam("b" + i));
      h = i < hidden(layer) ? router.getActivationFn().getActivation(z, false) : z;
    }
    return h.getColumn(0).sub(h.getColumn(1)).toDoubleVector();
  }
}
