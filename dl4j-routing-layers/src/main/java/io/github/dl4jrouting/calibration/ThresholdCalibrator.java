package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
  private static final double DEFAULT_DROP = 0.005;
  private static final double DEFAULT_RISK = 0.1;
  private static final int PARTS = 20;

  private final RoutingTransform transform;
  private final double allowedDrop;
  private final double risk;
  private final double unseen;
  private final Set<ActivityMeasure> measures;
  private final Set<Direction> directions;
  private final long seed;
  private final Consumer<ComputationGraph> preparation;

  /**
   * A calibrator that allows half a point of accuracy to be lost, at a risk of 0.1, and tries all
   * measures in both directions.
   *
   * @param transform says which blocks may be skipped
   */
  public ThresholdCalibrator(RoutingTransform transform) {
    this(
        transform,
        DEFAULT_DROP,
        DEFAULT_RISK,
        Double.POSITIVE_INFINITY,
        EnumSet.allOf(ActivityMeasure.class),
        EnumSet.allOf(Direction.class),
        1,
        network -> {});
  }

  private ThresholdCalibrator(
      RoutingTransform transform,
      double allowedDrop,
      double risk,
      double unseen,
      Set<ActivityMeasure> measures,
      Set<Direction> directions,
      long seed,
      Consumer<ComputationGraph> preparation) {
    this.transform = transform;
    this.allowedDrop = allowedDrop;
    this.risk = risk;
    this.unseen = unseen;
    this.measures = measures;
    this.directions = directions;
    this.seed = seed;
    this.preparation = preparation;
  }

  /**
   * Sets the accuracy that may be lost.
   *
   * @param drop a share: 0.005 is half a point; default 0.005
   * @return a calibrator with that setting
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  public ThresholdCalibrator allowedDrop(double drop) {
    between0And1("an allowed drop", drop);
    return new ThresholdCalibrator(
        transform, drop, risk, unseen, measures, directions, seed, preparation);
  }

  /**
   * Sets how often the promise may be broken.
   *
   * @param probability default 0.1
   * @return a calibrator with that setting
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  public ThresholdCalibrator risk(double probability) {
    between0And1("a risk", probability);
    return new ThresholdCalibrator(
        transform, allowedDrop, probability, unseen, measures, directions, seed, preparation);
  }

  /**
   * Makes the promise hold for the drop that a split of this size will show, which strays from the
   * true one by chance, rather than for the true drop.
   *
   * @param samples size of the split
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator forSplitOf(long samples) {
    return new ThresholdCalibrator(
        transform, allowedDrop, risk, samples, measures, directions, seed, preparation);
  }

  /**
   * Sets which measures to try.
   *
   * @param tried default all
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator measures(ActivityMeasure... tried) {
    Set<ActivityMeasure> set = EnumSet.copyOf(Arrays.asList(tried));
    return new ThresholdCalibrator(
        transform, allowedDrop, risk, unseen, set, directions, seed, preparation);
  }

  /**
   * Sets which directions to choose from.
   *
   * @param tried default both
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator directions(Direction... tried) {
    Set<Direction> set = EnumSet.copyOf(Arrays.asList(tried));
    return new ThresholdCalibrator(
        transform, allowedDrop, risk, unseen, measures, set, seed, preparation);
  }

  /**
   * Sets how the split is parted.
   *
   * @param value seed, default 1
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator seed(long value) {
    return new ThresholdCalibrator(
        transform, allowedDrop, risk, unseen, measures, directions, value, preparation);
  }

  /**
   * Sets what is done to every gated network before it is run, such as {@link
   * BypassCompensation#applyTo}; to those that {@link #network} gives, too.
   *
   * @param prepare default nothing
   * @return a calibrator with that setting
   */
  public ThresholdCalibrator prepared(Consumer<ComputationGraph> prepare) {
    return new ThresholdCalibrator(
        transform, allowedDrop, risk, unseen, measures, directions, seed, prepare);
  }

  private static void between0And1(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "Expected " + what + " above 0 and below 1, found " + value);
    }
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
    int needed = 2 * Certification.fewestSamples(allowedDrop, risk);
    if (samples < needed) {
      throw new IllegalArgumentException(
          "Expected at least %d calibration samples to promise a drop of at most %s at a risk of %s,"
                  .formatted(needed, allowedDrop, risk)
              + " found "
              + samples
              + ". Calibrate on more, or allow a larger drop or risk.");
    }
    Halves halves = Halves.of(samples, seed);
    List<OperatingPoint> front = search(traces, halves.first());
    // One sequence over the joint front: points of different measures share the two halves.
    List<Certification.Certified> certified =
        Certification.of(
            front,
            point -> half(traces, point, halves.first()),
            point -> half(traces, point, halves.second()),
            allowedDrop,
            risk,
            unseen);
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
    Halves halves = Halves.of(traces.get(0).samples(), seed);
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
    for (ActivityMeasure measure : measures) {
      if (measure.name().equals(point.criterion())) {
        return traces.get(index).subset(rows);
      }
      index++;
    }
    throw new IllegalArgumentException(
        "Expected a point found with one of " + measures + ", found " + point.criterion());
  }

  private List<OperatingPoint> search(List<GateTraces> traces, int[] rows) {
    List<OperatingPoint> points = new ArrayList<>();
    int index = 0;
    for (ActivityMeasure measure : measures) {
      GateTraces part = traces.get(index++).subset(rows);
      points.addAll(new ThresholdSearch(part, measure.name(), directions, PARTS).front());
    }
    return OperatingPoint.paretoFront(points);
  }

  private OperatingPoint open(GateTraces traces) {
    List<Direction> low = traces.directions();
    double[] thresholds = low.stream().mapToDouble(Cut::open).toArray();
    return new OperatingPoint(
        measures.iterator().next().name(),
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
    List<Criterion> criteria = measures.stream().map(Criterion::of).toList();
    ComputationGraph gated = transform.withActivityGates();
    preparation.accept(gated);
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
    preparation.accept(network);
    return network;
  }
}
