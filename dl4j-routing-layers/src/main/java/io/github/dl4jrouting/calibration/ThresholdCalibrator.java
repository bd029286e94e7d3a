package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.Arrays;
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
    return calibrate(traces, settings.allowedDrop()).get(0);
  }

  /**
   * The largest savings within several drops, from one search.
   *
   * @param traces from {@link #record}
   * @param drops drops to allow in place of this calibrator's own; each is promised at the same
   *     risk, for itself
   * @return one result for each drop
   * @throws IllegalArgumentException if the split is too small for the promises
   */
  public List<Calibration> calibrate(List<GateTraces> traces, double... drops) {
    Certification.checkSamples(traces.get(0).samples(), settings.risk(), drops);
    SearchedFront front = new SearchedFront(traces, settings);
    return Arrays.stream(drops).mapToObj(front::promising).toList();
  }

  /**
   * The fewest samples on which anything can be promised.
   *
   * @param drop the allowed drop
   * @param risk how often the promise may be broken
   * @return samples of the calibration split
   * @throws IllegalArgumentException if one of them is not above 0 and below 1
   */
  public static int fewestSamples(double drop, double risk) {
    CalibratorSettings asked = CalibratorSettings.DEFAULT.withAllowedDrop(drop).withRisk(risk);
    return 2 * Certification.fewestSamples(asked.allowedDrop(), asked.risk());
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
    return new SearchedFront(traces, settings).within(computeRatio);
  }

  /**
   * What a point does on a split, exactly, without running the network.
   *
   * @param traces of that split, from {@link #record}
   * @param point from the front of a calibration
   * @return accuracy and compute
   */
  public Outcome outcome(List<GateTraces> traces, OperatingPoint point) {
    return SearchedFront.of(traces, point, settings)
        .evaluate(point.thresholdArray(), point.directions());
  }

  /**
   * The accuracy that a point loses on a split, sample by sample.
   *
   * @param traces of that split, from {@link #record}
   * @param point from the front of a calibration
   * @return counts
   */
  public PairedDrop drop(List<GateTraces> traces, OperatingPoint point) {
    return SearchedFront.of(traces, point, settings)
        .drop(point.thresholdArray(), point.directions());
  }

  /**
   * Runs the network over the split, once for all searches.
   *
   * @param data labelled calibration split
   * @return traces, one for each measure
   */
  public List<GateTraces> record(MultiDataSetIterator data) {
    List<MultiDataSet> batches = CalibrationData.labelled(data);
    List<Criterion> criteria = settings.measures().stream().map(Criterion::of).toList();
    ComputationGraph gated = transform.withActivityGates();
    settings.preparation().accept(gated);
    List<GateTraces> traces =
        new TraceRecorder(gated, transform.inputTypes()).record(batches, criteria);
    CalibrationData.checkClasses(traces.get(0).distinctLabels());
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
