package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.bypass.SkipConnectionRuntime;
import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Weights of bypasses that bring what is left of a skipped block nearest to what the block would
 * have made, in closed form:
 *
 * <pre>
 *   w = Σ y x / Σ x²      over samples and positions, for all features together or for each
 * </pre>
 *
 * <p>x what enters the bypass, y the block's output. The network needs {@link SkipConnectionLayer}s
 * on its bypasses: {@link io.github.dl4jrouting.transform.RoutingTransform#scaledBypass()}.
 *
 * @param weights by the name of the bypass
 */
public record BypassCompensation(Map<String, List<Double>> weights) {
  /** Copies the map. */
  public BypassCompensation {
    weights = Map.copyOf(weights);
  }

  /**
   * Fits the weights, bypass by bypass in topological order, on the samples that each gate skips as
   * its threshold stands, or on all where it skips none.
   *
   * @param gated a network with gates and scaled bypasses; it is left as it was
   * @param data calibration split; labels are not read
   * @param inputTypes types of the network's inputs
   * @return the weights
   * @throws IllegalArgumentException if a bypass has no weight
   */
  public static BypassCompensation fit(
      ComputationGraph gated, MultiDataSetIterator data, InputType... inputTypes) {
    ComputationGraph network = gated.clone();
    List<MultiDataSet> batches = CalibrationData.batches(data);
    Map<String, List<Double>> weights = new LinkedHashMap<>();
    for (GateSite site : GateSites.of(network, inputTypes).sites()) {
      Sums sums = new Sums(layer(network, site));
      for (MultiDataSet batch : batches) {
        VertexEvaluator evaluator = new VertexEvaluator(network, List.of());
        evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
        String input = network.getConfiguration().getVertexInputs().get(site.bypass()).get(0);
        sums.add(
            evaluator.value(input), evaluator.value(site.through()), evaluator.value(site.gate()));
        evaluator.finish();
      }
      List<Double> fitted = sums.solve();
      weights.put(site.bypass(), fitted);
      assign(network, site.bypass(), fitted);
    }
    return new BypassCompensation(weights);
  }

  private static SkipConnectionLayer layer(ComputationGraph network, GateSite site) {
    if (network.getVertex(site.bypass()).hasLayer()
        && Unfrozen.configuration(network.getLayer(site.bypass()))
            instanceof SkipConnectionLayer skip
        && !skip.projection()) {
      return skip;
    }
    throw new IllegalArgumentException(
        "Gate \""
            + site.gate()
            + "\": expected a SkipConnectionLayer that scales as its bypass, found \""
            + site.bypass()
            + "\". Transform with RoutingTransform.scaledBypass().");
  }

  private static void assign(ComputationGraph network, String bypass, List<Double> values) {
    INDArray parameter = network.getLayer(bypass).getParam(SkipConnectionRuntime.WEIGHT_KEY);
    for (int i = 0; i < values.size(); i++) {
      parameter.putScalar(i, values.get(i));
    }
  }

  /**
   * Sets the weights.
   *
   * @param network a network with bypasses of these names
   */
  public void applyTo(ComputationGraph network) {
    weights.forEach((bypass, values) -> assign(network, bypass, values));
  }

  /** Σ y x and Σ x², of the skipped samples and of all. */
  private static final class Sums {
    private final SkipConnectionLayer layer;
    private final double[][] products;
    private final double[][] squares;

    Sums(SkipConnectionLayer layer) {
      this.layer = layer;
      int length = layer.perFeature() ? (int) layer.getNIn() : 1;
      this.products = new double[2][length];
      this.squares = new double[2][length];
    }

    void add(INDArray x, INDArray y, INDArray p) {
      double[][] product = perFeature(x.mul(y));
      double[][] square = perFeature(x.mul(x));
      for (int n = 0; n < product.length; n++) {
        boolean skipped = p.getDouble(n, 1) > 0.5;
        for (int f = 0; f < product[n].length; f++) {
          for (int group = skipped ? 0 : 1; group < 2; group++) {
            products[group][layer.perFeature() ? f : 0] += product[n][f];
            squares[group][layer.perFeature() ? f : 0] += square[n][f];
          }
        }
      }
    }

    /** Sums over positions, [N][F]. */
    private double[][] perFeature(INDArray x) {
      int[] pooled = layer.layout().pooledDimensions();
      return (pooled.length == 0 ? x : x.sum(pooled)).toDoubleMatrix();
    }

    List<Double> solve() {
      List<Double> result = new ArrayList<>();
      boolean anySkipped = false;
      for (double square : squares[0]) {
        anySkipped |= square > 0;
      }
      int group = anySkipped ? 0 : 1;
      for (int f = 0; f < products[group].length; f++) {
        result.add(squares[group][f] > 0 ? products[group][f] / squares[group][f] : 1);
      }
      return result;
    }
  }
}
