package io.github.dl4jrouting.examples.ablate;

import io.github.dl4jrouting.calibration.SkipRatioCalibrator;
import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.calibrate.Recipe;
import io.github.dl4jrouting.examples.calibrate.Subject;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.measure.Measurement;
import io.github.dl4jrouting.examples.measure.RouteCost;
import io.github.dl4jrouting.examples.metrics.Proportion;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import io.github.dl4jrouting.examples.training.TrainingRun;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.transform.SkippableBlock;
import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.Routing;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Makes the network of a cell and measures it on the test samples.
 *
 * @param prepared the trained dense network and the samples
 * @param settings how networks with routers are trained
 */
record CellRun(PreparedModel prepared, AblateSettings settings) {

  CellResult of(Cell cell) {
    ComputationGraph network =
        switch (cell.kind()) {
          case Cell.GATE -> gated(cell);
          case Cell.ROUTER -> routed(cell);
          default -> prepared.subject().network();
        };
    Dataset data = prepared.split().training();
    Measurement measurement = Measurement.of(network, data.test(), data.classes());
    double macs =
        new RouteCost(network, InputType.feedForward(data.shape().features())).mean(measurement);
    int samples = data.test().size();
    Proportion accuracy = Proportion.of(Math.round(measurement.accuracy() * samples), samples);
    return new CellResult(
        cell,
        accuracy.value(),
        accuracy.low(),
        accuracy.high(),
        measurement.skipRatio(),
        macs / prepared.subject().transform().macs(),
        macs,
        measurement.distinctRoutes(),
        null);
  }

  private ComputationGraph gated(Cell cell) {
    Subject subject = prepared.subject();
    ComputationGraph network =
        subject
            .transform()
            .withActivityGates(ActivityMeasure.valueOf(cell.measure()), cell.direction());
    if (cell.threshold() != null) {
      for (SkippableBlock block : subject.transform().blocks()) {
        Thresholded.of(network.getLayer(RoutingTransform.routerName(block)))
            .setThreshold(cell.threshold());
      }
    } else {
      new SkipRatioCalibrator(network, subject.transform().inputTypes())
          .calibrate(subject.batches(prepared.split().calibration()), cell.skipTarget());
    }
    return network;
  }

  /** Trained as the dense network was, but for stochastic depth. */
  private ComputationGraph routed(Cell cell) {
    CalibrationSplit split = prepared.split();
    Dataset data = split.training();
    Recipe recipe = prepared.recipe().orElseThrow();
    RouterLayer.Builder router =
        RouterKind.valueOf(cell.router().toUpperCase(java.util.Locale.ROOT))
            .builder()
            .trainingMode(cell.trainingMode());
    PenaltyKind.of(cell.penalty()).loss(settings.throughTarget()).ifPresent(router::penalty);
    ComputationGraph network =
        RoutedMlp.builder()
            .inputs(data.shape().features())
            .classes(data.classes())
            .width(recipe.width())
            .blocks(recipe.blocks())
            .seed(recipe.seed())
            .routing(Routing.ROUTERS)
            .router(router.build())
            .build()
            .init();
    new TrainingRun(data, recipe.epochs(), recipe.batchSize(), recipe.seed(), 0, recipe.averaging())
        .train(network, TrainingProgress.silent());
    return network;
  }
}
