package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Finds thresholds for a trained network from a labelled calibration split, which neither training
 * nor the final test may share.
 *
 * <pre>{@code
 * RoutingTransform transform = RoutingTransform.of(network);
 * ThresholdCalibrator calibrator = new ThresholdCalibrator(transform).allowedDrop(0.005);
 * ComputationGraph fast = calibrator.network(calibrator.calibrate(calibrationData));
 * }</pre>
 *
 * <p>The split is parted in two at random. On one half thresholds are searched, with every measure
 * asked for and the direction chosen for each gate; on the other the cheapest point whose drop
 * stays within the allowed one is certified: with probability 1 − risk the drop on unseen data is
 * no more than allowed. Where nothing that skips can be promised, all gates stay open.
 *
 * <p>Objects of this class do not change: each setting gives a new one.
 */
public final class ThresholdCalibrator {
  private static final int PARTS = 20;

  private final RoutingTransform transform;
  private final CalibratorSettings settings;

  /**
   * A calibrator that allows half a point of accuracy to be lost, at a risk of 0.1, and tries all
   * measures in both directions.
   *
   * @param transform says which blocks may be skipped
   */
  public ThresholdCalibrator(RoutingTransform transform) {
    this(transform, CalibratorSettings.DEFAULT);
  }

  private ThresholdCalibrator(RoutingTransform transform, CalibratorSettings settings) {
    this.transform = transform;
    this.settings = settings;
  }

  /**
   * Sets the accuracy that may be lost.
   *
   * @param drop a share: 0.005 is half a point; default 0.005
   * @return a calibrator with that setting
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  public ThresholdCalibrator allowedDrop(double drop) {
    return new ThresholdCalibrator(transform, settings.withAllowedDrop(drop));
  }

  /**
   * Sets how often the promise may be broken.
   *
   * @param probability default 0.1
   * @return a calibrator with that setting
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  public ThresholdCalibrator risk(double probability) {
    return new ThresholdCalibrator(transform, settings.withRisk(probability));
  }

  /**
   * Makes the promise hold for the drop that a split of this size will show, which strays from the
   * true one by chance, rather than for the true drop.
   *
   * @param samples size of the split
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator forSplitOf(long samples) {
    return new ThresholdCalibrator(transform, settings.withUnseen(samples));
  }

  /**
   * Sets which measures to try.
   *
   * @param tried default all
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator measures(ActivityMeasure... tried) {
    return new ThresholdCalibrator(transform, settings.withMeasures(tried));
  }

  /**
   * Sets which directions to choose from.
   *
   * @param tried default both
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator directions(Direction... tried) {
    return new ThresholdCalibrator(transform, settings.withDirections(tried));
  }

  /**
   * Sets how the split is parted.
   *
   * @param value seed, default 1
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator seed(long value) {
    return new ThresholdCalibrator(transform, settings.withSeed(value));
  }

  /**
   * Sets what is done to every gated network before it is run, such as {@link
   * BypassCompensation#applyTo}; to those that {@link #network} gives, too.
   *
   * @param prepare default nothing
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator prepared(Consumer<ComputationGraph> prepare) {
    return new ThresholdCalibrator(transform, settings.withPreparation(prepare));
  }

  /**
   * The largest saving within the allowed drop.
   *
   * @param data labelled calibration split
   * @return the choice and the front
   * @throws IllegalArgumentException if the split is too small for the promise, has one class only,
   *     labels that do not fit the network, or features that are not finite
   */
  public Calibration calibrate(DataSetIterator data) {
    return calibrate(CalibrationData.multi(data));
  }

  /**
   * The largest saving within the allowed drop.
   *
   * @param data as in {@link #calibrate(DataSetIterator)}
   * @return the choice and the front
   */
  public Calibration calibrate(MultiDataSetIterator data) {
    return calibrate(record(data));
  }

  /**
   * The largest saving within the allowed drop, from traces recorded before.
   *
   * @param traces from {@link #record}
   * @return the choice and the front
   */
  public Calibration calibrate(List<GateTraces> traces) {
    int samples = traces.get(0).samples();
    int needed = 2 * Certification.fewestSamples(settings.allowedDrop(), settings.risk());
    if (samples < needed) {
      throw new IllegalArgumentException(
          "Expected at least %d calibration samples to promise a drop of at most %s at a risk of %s,"
                  .formatted(needed, settings.allowedDrop(), settings.risk())
              + " found "
              + samples
              + ". Calibrate on more, or allow a larger drop or risk.");
    }
    Halves halves = Halves.of(samples, settings.seed());
    List<OperatingPoint> front = search(traces, halves.first());
    // One sequence over the joint front: points of different measures share the two halves.
    List<Certification.Certified> certified =
        Certification.of(
            front,
            point -> half(traces, point, halves.first()),
            point -> half(traces, point, halves.second()),
            settings.allowedDrop(),
            settings.risk(),
            settings.unseen());
    OperatingPoint chosen =
        certified.stream()
            .map(Certification.Certified::point)
            .min(Comparator.comparingDouble(point -> point.outcome().computeRatio()))
            .filter(point -> point.outcome().computeRatio() < 1)
            .orElseGet(() -> open(traces.get(0).subset(halves.first())));
    return result(traces, chosen, front, halves.second());
  }

  /**
   * The best accuracy within a compute budget.
   *
   * @param traces from {@link #record}
   * @param computeRatio the budget, over the MACs of the network without gates
   * @return the choice and the front
   * @throws IllegalArgumentException if no thresholds compute as little
   */
  public Calibration calibrateWithin(List<GateTraces> traces, double computeRatio) {
    Halves halves = Halves.of(traces.get(0).samples(), settings.seed());
    List<OperatingPoint> front = search(traces, halves.first());
    OperatingPoint chosen =
        front.stream()
            .filter(point -> point.outcome().computeRatio() <= computeRatio)
            .max(Comparator.comparingDouble(point -> point.outcome().accuracy()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Expected a compute budget of at least %.4f, what remains with all gates"
                                .formatted(front.get(front.size() - 1).outcome().computeRatio())
                            + " closed, found "
                            + computeRatio));
    return result(traces, chosen, front, halves.second());
  }

  private Calibration result(
      List<GateTraces> traces,
      OperatingPoint chosen,
      List<OperatingPoint> front,
      int[] unseenHalf) {
    GateTraces own = half(traces, chosen, unseenHalf);
    double[] thresholds = chosen.thresholdArray();
    GateTraces all = traces.get(0);
    return new Calibration(
        all.sites().stream().map(GateSite::gate).toList(),
        chosen,
        all.uniform(all.dense()).accuracy(),
        own.evaluate(thresholds, chosen.directions()),
        own.drop(thresholds, chosen.directions()),
        front);
  }

  private GateTraces half(List<GateTraces> traces, OperatingPoint point, int[] rows) {
    int index = 0;
    for (ActivityMeasure measure : settings.measures()) {
      if (measure.name().equals(point.criterion())) {
        return traces.get(index).subset(rows);
      }
      index++;
    }
    throw new IllegalArgumentException(
        "Expected a point found with one of "
            + settings.measures()
            + ", found "
            + point.criterion());
  }

  private List<OperatingPoint> search(List<GateTraces> traces, int[] rows) {
    List<OperatingPoint> points = new ArrayList<>();
    int index = 0;
    for (ActivityMeasure measure : settings.measures()) {
      GateTraces part = traces.get(index++).subset(rows);
      points.addAll(
          new ThresholdSearch(part, measure.name(), settings.directions(), PARTS).front());
    }
    return OperatingPoint.paretoFront(points);
  }

  private OperatingPoint open(GateTraces traces) {
    List<Direction> low = traces.directions();
    double[] thresholds = low.stream().mapToDouble(Cut::open).toArray();
    return new OperatingPoint(
        settings.measures().iterator().next().name(),
        Arrays.stream(thresholds).boxed().toList(),
        low,
        traces.evaluate(thresholds, low));
  }

  /**
   * Runs the network over the split, once for all searches.
   *
   * @param data labelled calibration split
   * @return traces, one for each measure
   */
  public List<GateTraces> record(MultiDataSetIterator data) {
    List<MultiDataSet> batches = CalibrationData.batches(data);
    if (!CalibrationData.hasLabels(batches)) {
      throw new IllegalArgumentException(
          "Expected labels in every batch, found some without. Without labels, set thresholds by"
              + " skip ratio: SkipRatioCalibrator.");
    }
    List<Criterion> criteria = settings.measures().stream().map(Criterion::of).toList();
    ComputationGraph gated = transform.withActivityGates();
    settings.preparation().accept(gated);
    List<GateTraces> traces =
        new TraceRecorder(gated, transform.inputTypes()).record(batches, criteria);
    if (traces.get(0).distinctLabels() < 2) {
      throw new IllegalArgumentException(
          "Expected at least two classes in the calibration split, found one. Shuffle the data"
              + " before you split it.");
    }
    return traces;
  }

  /**
   * The network with the chosen gates and thresholds.
   *
   * @param calibration a result of this calibrator
   * @return a new network; {@link RoutingTransform#fuse} takes gates out that are always open or
   *     closed
   */
  public ComputationGraph network(Calibration calibration) {
    return network(calibration.gates(), calibration.chosen());
  }

  /**
   * The network with the gates and thresholds of a point.
   *
   * @param gates names of the gates
   * @param point from the front of a calibration
   * @return a new network
   */
  public ComputationGraph network(List<String> gates, OperatingPoint point) {
    ActivityMeasure measure = ActivityMeasure.valueOf(point.criterion());
    ComputationGraph network =
        transform.withRouting(
            block -> {
              int i = gates.indexOf(RoutingTransform.routerName(block));
              return new ActivityGateLayer.Builder()
                  .measure(measure)
                  .direction(point.directions().get(i))
                  .threshold(point.thresholds().get(i))
                  .build();
            });
    settings.preparation().accept(network);
    return network;
  }
}
