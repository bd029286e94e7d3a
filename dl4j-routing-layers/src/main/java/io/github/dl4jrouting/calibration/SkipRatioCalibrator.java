package io.github.dl4jrouting.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Sets the thresholds of a gated network without labels, so that a wanted share of samples is
 * skipped, by quantiles of the activity that the gates see. Data of any size in constant memory; it
 * is read twice for each gate.
 *
 * <pre>{@code
 * new SkipRatioCalibrator(gated, transform.inputTypes()).calibrate(data, 0.5);
 * }</pre>
 */
public final class SkipRatioCalibrator {
  private final ComputationGraph network;
  private final List<GateSite> sites;

  /**
   * A calibrator of a network with activity gates.
   *
   * @param network the network, whose thresholds {@link #calibrate} sets
   * @param inputTypes one for each network input, as {@link
   *     io.github.dl4jrouting.transform.RoutingTransform#inputTypes} gives them
   * @throws IllegalArgumentException if it has no gates
   */
  public SkipRatioCalibrator(ComputationGraph network, InputType... inputTypes) {
    this.network = Objects.requireNonNull(network, "network");
    this.sites = GateSites.of(network, inputTypes).sites();
  }

  /**
   * Sets the thresholds.
   *
   * @param data features; labels are not read
   * @param skipRatios one for all gates, or one for each in topological order, each 0 to 1
   * @return the thresholds set
   * @throws IllegalArgumentException if the number of ratios does not fit, one is out of range, the
   *     data is too little or not finite, or cannot be reset
   */
  public List<SkipThreshold> calibrate(MultiDataSetIterator data, double... skipRatios) {
    double[] targets = skipRatios;
    if (skipRatios.length == 1) {
      targets = new double[sites.size()];
      Arrays.fill(targets, skipRatios[0]);
    }
    if (targets.length != sites.size()) {
      throw new IllegalArgumentException(
          "Expected one skip ratio for all gates, or one for each of "
              + sites.stream().map(GateSite::gate).toList()
              + ", found "
              + skipRatios.length);
    }
    for (double target : targets) {
      if (!(target >= 0 && target <= 1)) {
        throw new IllegalArgumentException(
            "Expected a skip ratio between 0 and 1, found " + target);
      }
    }
    return new StreamingQuantiles(network, data).calibrate(sites, targets);
  }

  /**
   * Sets the thresholds.
   *
   * @param data as in {@link #calibrate(MultiDataSetIterator, double...)}
   * @param skipRatios as there
   * @return the thresholds set
   */
  public List<SkipThreshold> calibrate(DataSetIterator data, double... skipRatios) {
    return calibrate(CalibrationData.multi(data), skipRatios);
  }
}
