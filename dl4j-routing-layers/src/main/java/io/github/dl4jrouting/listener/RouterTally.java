package io.github.dl4jrouting.listener;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.GateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RouterRuntime;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.api.Layer;

/** What one router did since the epoch began. */
final class RouterTally {
  private final String name;
  private final Layer layer;
  private final double[] shares;
  private long samples;
  private long skipped;
  private int passes;
  private double penalty;
  private OptionalDouble temperature = OptionalDouble.empty();

  /**
   * Nothing yet.
   *
   * @param name its name in the network
   * @param layer the layer, without wrappers
   * @param paths K
   */
  RouterTally(String name, Layer layer, int paths) {
    this.name = name;
    this.layer = layer;
    this.shares = new double[paths];
  }

  Layer layer() {
    return layer;
  }

  String name() {
    return name;
  }

  /** Counts one pass, given its probabilities, row-major {@code [N, K]}. */
  void add(double[] p) {
    int paths = shares.length;
    for (int row = 0; row < p.length; row += paths) {
      int likeliest = 0;
      for (int k = 0; k < paths; k++) {
        shares[k] += p[row + k];
        likeliest = p[row + k] > p[row + likeliest] ? k : likeliest;
      }
      skipped += likeliest == paths - 1 ? 1 : 0;
      samples++;
    }
    passes++;
    temperature = currentTemperature();
    penalty += layer instanceof RouterRuntime router ? router.penaltyScore() : 0;
  }

  RouterStatistics statistics() {
    double all = Math.max(samples, 1);
    return new RouterStatistics(
        name,
        samples,
        Arrays.stream(shares).mapToObj(sum -> sum / all).toList(),
        skipped / all,
        penalty / Math.max(passes, 1),
        temperature,
        threshold());
  }

  private OptionalDouble currentTemperature() {
    int iteration = layer.getIterationCount();
    int epoch = layer.getEpochCount();
    var configuration = Unfrozen.configuration(layer);
    if (configuration instanceof RouterLayer router) {
      return OptionalDouble.of(router.temperature(iteration, epoch));
    }
    return configuration instanceof GateLayer gate && gate.learnable()
        ? OptionalDouble.of(gate.temperature(iteration, epoch))
        : OptionalDouble.empty();
  }

  private OptionalDouble threshold() {
    return layer instanceof Thresholded gate
        ? OptionalDouble.of(gate.threshold())
        : OptionalDouble.empty();
  }

  void reset() {
    Arrays.fill(shares, 0);
    samples = 0;
    skipped = 0;
    passes = 0;
    penalty = 0;
  }
}
