package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.bypass.SkipConnectionRuntime;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.vertex.NetworkCopy;
import java.util.Arrays;
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
 *   w = Σ y x / Σ x²                                  without a bias
 *   w = Σ (y − ȳ)(x − x̄) / Σ (x − x̄)²,  b = ȳ − w x̄   with one
 * </pre>
 *
 * <p>x what enters the bypass, y the block's output; sums and means are over samples and positions,
 * for all features together or for each, as the bypass has its weights. The network needs {@link
 * SkipConnectionLayer}s on its bypasses: {@link
 * io.github.dl4jrouting.transform.RoutingTransform#scaledBypass()} or {@link
 * io.github.dl4jrouting.transform.RoutingTransform#affineBypass()}.
 *
 * @param weights by the name of the bypass
 * @param biases by the name of the bypass, for those that have them
 */
public record BypassCompensation(
    Map<String, List<Double>> weights, Map<String, List<Double>> biases) {
  /** Copies the maps. */
  public BypassCompensation {
    weights = Map.copyOf(weights);
    biases = Map.copyOf(biases);
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
    ComputationGraph network = NetworkCopy.of(gated);
    List<MultiDataSet> batches = CalibrationData.batches(data);
    Map<String, List<Double>> weights = new LinkedHashMap<>();
    Map<String, List<Double>> biases = new LinkedHashMap<>();
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
      sums.solve();
      weights.put(site.bypass(), sums.weights());
      if (sums.layer.hasBias()) {
        biases.put(site.bypass(), sums.biases());
      }
      new BypassCompensation(weights, biases).applyTo(network);
    }
    return new BypassCompensation(weights, biases);
  }

  private static SkipConnectionLayer layer(ComputationGraph network, GateSite site) {
    if (!site.residual()
        && network.getVertex(site.bypass()).hasLayer()
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
            + (site.residual() ? "\", which is added to what goes through, too" : "\"")
            + ". Transform with RoutingTransform.scaledBypass() or affineBypass().");
  }

  private static void assign(
      ComputationGraph network, String key, Map<String, List<Double>> values) {
    values.forEach(
        (bypass, each) -> {
          INDArray parameter = network.getLayer(bypass).getParam(key);
          for (int i = 0; i < each.size(); i++) {
            parameter.putScalar(i, each.get(i));
          }
        });
  }

  /**
   * Sets the weights and biases.
   *
   * @param network a network with bypasses of these names
   */
  public void applyTo(ComputationGraph network) {
    assign(network, SkipConnectionRuntime.WEIGHT_KEY, weights);
    assign(network, SkipConnectionRuntime.BIAS_KEY, biases);
  }

  /** Sums for each weight: of the skipped samples, and of all. */
  private static final class Sums {
    private static final int SKIPPED = 0;
    private static final int ALL = 1;

    private final SkipConnectionLayer layer;
    private final Sum[][] sums = new Sum[2][];
    private double[] weights;
    private double[] biases;

    Sums(SkipConnectionLayer layer) {
      this.layer = layer;
      for (int group : new int[] {SKIPPED, ALL}) {
        sums[group] = new Sum[layer.perFeature() ? (int) layer.getNIn() : 1];
        Arrays.setAll(sums[group], f -> new Sum());
      }
    }

    void add(INDArray x, INDArray y, INDArray p) {
      double[][] products = perFeature(x.mul(y));
      double[][] squares = perFeature(x.mul(x));
      double[][] inputs = perFeature(x);
      double[][] outputs = perFeature(y);
      double positions = (double) x.length() / x.size(0) / inputs[0].length;
      for (int n = 0; n < products.length; n++) {
        boolean skipped = p.getDouble(n, 1) > 0.5;
        for (int f = 0; f < products[n].length; f++) {
          for (int group = skipped ? SKIPPED : ALL; group <= ALL; group++) {
            sums[group][layer.perFeature() ? f : 0].add(
                positions, inputs[n][f], outputs[n][f], squares[n][f], products[n][f]);
          }
        }
      }
    }

    /** Sums over positions, [N][F]. */
    private double[][] perFeature(INDArray x) {
      int[] pooled = layer.layout().pooledDimensions();
      return FeatureRows.of(pooled.length == 0 ? x : x.sum(pooled));
    }

    void solve() {
      boolean anySkipped = Arrays.stream(sums[SKIPPED]).anyMatch(sum -> sum.squares > 0);
      Sum[] group = sums[anySkipped ? SKIPPED : ALL];
      weights = new double[group.length];
      biases = new double[group.length];
      for (int f = 0; f < group.length; f++) {
        weights[f] = layer.hasBias() ? group[f].slope() : group[f].ratio();
        biases[f] = group[f].intercept(weights[f]);
      }
    }

    List<Double> weights() {
      return Arrays.stream(weights).boxed().toList();
    }

    List<Double> biases() {
      return Arrays.stream(biases).boxed().toList();
    }
  }

  /** What least squares need of one weight's inputs and outputs. */
  private static final class Sum {
    private double count;
    private double inputs;
    private double outputs;
    private double squares;
    private double products;

    void add(double positions, double x, double y, double xx, double xy) {
      count += positions;
      inputs += x;
      outputs += y;
      squares += xx;
      products += xy;
    }

    double ratio() {
      return squares > 0 ? products / squares : 1;
    }

    /** 1 where the input does not vary, so that the bias says it all. */
    double slope() {
      double variance = squares - inputs * inputs / count;
      return variance > 1e-9 * squares ? (products - inputs * outputs / count) / variance : 1;
    }

    double intercept(double slope) {
      return (outputs - slope * inputs) / count;
    }
  }
}
