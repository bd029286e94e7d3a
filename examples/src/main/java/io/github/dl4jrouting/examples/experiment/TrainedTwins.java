package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.calibration.Calibration;
import io.github.dl4jrouting.calibration.ThresholdCalibrator;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.calibrate.Subject;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.transform.SkippableBlock;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained network in three forms: as it is, with the paper's threshold on gates before its
 * blocks, and with thresholds calibrated within an allowed drop of accuracy.
 *
 * @param prepared the network and its samples
 * @param settings flags
 */
record TrainedTwins(PreparedModel prepared, ExperimentSettings settings) {

  private static final double RISK = 0.1;

  List<Competitor> competitors() {
    Subject subject = prepared.subject();
    INDArray[] batches = batches();
    return List.of(
        competitor(Paper.TRAINED_DENSE, "trained, all blocks computed", batches, subject.network()),
        competitor(
            Paper.TRAINED_ROUTED,
            "the same weights, a gate at the paper's threshold before each block",
            batches,
            gated(subject)),
        competitor(
            Paper.CALIBRATED,
            "the same weights, thresholds calibrated for the largest saving within "
                + settings.allowedDrop()
                + " of accuracy",
            batches,
            calibrated(subject)));
  }

  private static Competitor competitor(
      String name, String description, INDArray[] batches, ComputationGraph network) {
    return new Competitor(
        name, description, true, true, Paper.TRAINED_DENSE, batches, run -> network);
  }

  private INDArray[] batches() {
    MiniBatches batches =
        prepared.subject().batches(prepared.split().training().test(), settings.batchSize());
    INDArray[] features = new INDArray[batches.batches()];
    for (int i = 0; i < features.length; i++) {
      features[i] = batches.next().getFeatures();
    }
    return features;
  }

  private ComputationGraph gated(Subject subject) {
    ComputationGraph network = subject.transform().withActivityGates();
    for (SkippableBlock block : subject.transform().blocks()) {
      Thresholded.of(network.getLayer(RoutingTransform.routerName(block)))
          .setThreshold(settings.threshold());
    }
    return network;
  }

  private ComputationGraph calibrated(Subject subject) {
    ThresholdCalibrator calibrator =
        new ThresholdCalibrator(subject.transform())
            .allowedDrop(settings.allowedDrop())
            .risk(RISK)
            .seed(settings.seed())
            .forSplitOf(prepared.split().training().test().size());
    Calibration calibration = calibrator.calibrate(subject.batches(prepared.split().calibration()));
    return calibrator.network(calibration);
  }

  /** How many calibration samples it takes to promise so small a drop. */
  static int fewestCalibrationSamples(double allowedDrop) {
    return ThresholdCalibrator.fewestSamples(allowedDrop, RISK);
  }
}
