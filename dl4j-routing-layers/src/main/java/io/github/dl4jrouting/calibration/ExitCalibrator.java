package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.transform.EarlyExit;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives a trained classifier early exits, from a labelled calibration split which neither training
 * nor the final test may share: a sample whose answer is known before the last block leaves, and
 * what comes after is not computed for it (BranchyNet, Teerapittayanon, McDanel, Kung 2016, arXiv
 * 1709.01686, without its training).
 *
 * <pre>{@code
 * RoutingTransform transform = RoutingTransform.of(network);
 * ExitCalibrator calibrator = new ExitCalibrator(transform).allowedDrop(0.005);
 * ComputationGraph fast = calibrator.network(calibrator.calibrate(calibrationData));
 * }</pre>
 *
 * <p>The split is parted in two at random. On one half a linear classifier is fitted in front of
 * every block, in closed form, and thresholds on their confidence are searched, with answers of
 * classifiers that did not see the sample (five folds); on the other half the cheapest point is
 * certified whose drop stays within the allowed one, with probability 1 − risk, as {@link
 * ThresholdCalibrator} does it. Where nothing can be promised, there are no exits. The cost grows
 * with the number of blocks, not with the number of their subsets, so that deep networks are fine.
 *
 * <p>Objects of this class do not change: each setting gives a new one.
 */
public final class ExitCalibrator {
  /** The criterion of the points that are found: the largest class probability of an exit. */
  public static final String CRITERION = "CONFIDENCE";

  private final RoutingTransform transform;
  private final CalibratorSettings settings;

  /**
   * A calibrator that allows half a point of accuracy to be lost, at a risk of 0.1.
   *
   * @param transform says before which blocks samples may leave
   */
  public ExitCalibrator(RoutingTransform transform) {
    this(transform, CalibratorSettings.DEFAULT);
  }

  private ExitCalibrator(RoutingTransform transform, CalibratorSettings settings) {
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
  public ExitCalibrator allowedDrop(double drop) {
    return new ExitCalibrator(transform, settings.withAllowedDrop(drop));
  }

  /**
   * Sets how often the promise may be broken.
   *
   * @param probability default 0.1
   * @return a calibrator with that setting
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  public ExitCalibrator risk(double probability) {
    return new ExitCalibrator(transform, settings.withRisk(probability));
  }

  /**
   * Makes the promise hold for the drop that a split of this size will show, as {@link
   * ThresholdCalibrator#forSplitOf} does.
   *
   * @param samples size of the split
   * @return a calibrator with that setting
   */
  public ExitCalibrator forSplitOf(long samples) {
    return new ExitCalibrator(transform, settings.withUnseen(samples));
  }

  /**
   * Sets how the split is parted.
   *
   * @param value seed, default 1
   * @return a calibrator with that setting
   */
  public ExitCalibrator seed(long value) {
    return new ExitCalibrator(transform, settings.withSeed(value));
  }

  /**
   * The largest saving within the allowed drop.
   *
   * @param data labelled calibration split
   * @return exits, their thresholds and the front
   * @throws IllegalArgumentException if the split is too small for the promise, has one class only,
   *     labels that do not fit the network, or features that are not finite
   */
  public ExitCalibration calibrate(DataSetIterator data) {
    return calibrate(CalibrationData.multi(data));
  }

  /**
   * The largest saving within the allowed drop.
   *
   * @param data as in {@link #calibrate(DataSetIterator)}
   * @return exits, their thresholds and the front
   */
  public ExitCalibration calibrate(MultiDataSetIterator data) {
    return calibrate(record(data));
  }

  /**
   * The largest saving within the allowed drop, from traces recorded before.
   *
   * @param traces from {@link #record}
   * @return exits, their thresholds and the front
   * @throws IllegalArgumentException if the split is too small for the promise
   */
  public ExitCalibration calibrate(ExitTraces traces) {
    return calibrate(traces, settings.allowedDrop()).get(0);
  }

  /**
   * Runs the network over the split, once for all that follows.
   *
   * @param data labelled calibration split
   * @return traces
   * @throws IllegalArgumentException if labels are missing, not one-hot, or of one class
   */
  public ExitTraces record(MultiDataSetIterator data) {
    List<MultiDataSet> batches = CalibrationData.labelled(data);
    ExitTraces traces = ExitTraces.record(transform, batches);
    CalibrationData.checkClasses(traces.distinctLabels());
    return traces;
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
  public List<ExitCalibration> calibrate(ExitTraces traces, double... drops) {
    Certification.checkSamples(traces.samples(), settings.risk(), drops);
    Halves halves = Halves.of(traces.samples(), settings.seed());
    Fitted fitted = fit(traces.subset(halves.first()));
    ExitTable other = ExitTable.of(traces.subset(halves.second()), fitted.classifiers());
    return Arrays.stream(drops)
        .mapToObj(drop -> calibration(traces, fitted, other, promising(fitted, other, drop)))
        .toList();
  }

  private static ExitCalibration calibration(
      ExitTraces traces, Fitted fitted, ExitTable other, OperatingPoint chosen) {
    double[] thresholds = chosen.thresholdArray();
    Calibration result =
        new Calibration(
            traces.exits(),
            chosen,
            baseline(traces),
            other.evaluate(thresholds),
            other.drop(thresholds),
            fitted.front());
    return new ExitCalibration(result, fitted.classifiers());
  }

  /**
   * The best accuracy within a compute budget.
   *
   * @param traces from {@link #record}
   * @param computeRatio the budget, over the MACs of the network without exits
   * @return the choice and the front
   * @throws IllegalArgumentException if no exits compute as little
   */
  public ExitCalibration calibrateWithin(ExitTraces traces, double computeRatio) {
    Halves halves = Halves.of(traces.samples(), settings.seed());
    Fitted fitted = fit(traces.subset(halves.first()));
    ExitTable other = ExitTable.of(traces.subset(halves.second()), fitted.classifiers());
    OperatingPoint chosen = OperatingPoint.within(fitted.front(), computeRatio);
    return calibration(traces, fitted, other, chosen);
  }

  /** Classifiers, what they say of the samples they were fitted on in folds, and the front. */
  private record Fitted(
      List<ExitClassifier> classifiers, ExitTable table, List<OperatingPoint> front) {}

  private static Fitted fit(ExitTraces traces) {
    List<ExitClassifier> classifiers = new ArrayList<>();
    List<ExitClassifier.Said> said = new ArrayList<>();
    for (int k = 0; k < traces.places().size(); k++) {
      ExitClassifier.Fitted fitted = ExitClassifier.fit(traces, k);
      classifiers.add(fitted.classifier());
      said.add(fitted.seen());
    }
    ExitTable table = new ExitTable(traces, classifiers, said);
    return new Fitted(classifiers, table, new ExitSearch(table).front());
  }

  private OperatingPoint promising(Fitted fitted, ExitTable other, double drop) {
    return Certification.cheapest(
            fitted.front(),
            point -> fitted.table().drop(point.thresholdArray()),
            point -> other.drop(point.thresholdArray()),
            drop,
            settings.risk(),
            settings.unseen())
        .orElseGet(() -> none(fitted.table()));
  }

  private static OperatingPoint none(ExitTable table) {
    double[] thresholds = new double[table.exits()];
    Arrays.fill(thresholds, Double.POSITIVE_INFINITY);
    return new OperatingPoint(
        CRITERION,
        Arrays.stream(thresholds).boxed().toList(),
        Collections.nCopies(thresholds.length, Direction.SKIP_HIGH),
        table.evaluate(thresholds));
  }

  private static double baseline(ExitTraces traces) {
    int right = 0;
    for (int n = 0; n < traces.samples(); n++) {
      right += traces.answer(n) == traces.label(n) ? 1 : 0;
    }
    return (double) right / traces.samples();
  }

  /**
   * What the exits of a calibration say of another split, so that the points of its front can be
   * judged there without running the network.
   *
   * @param traces of that split, from {@link #record}
   * @param calibration whose classifiers answer
   * @return judges thresholds
   */
  public ExitTable table(ExitTraces traces, ExitCalibration calibration) {
    return ExitTable.of(traces, calibration.classifiers());
  }

  /**
   * The network with the chosen exits.
   *
   * @param calibration a result of this calibrator
   * @return a new network
   */
  public ComputationGraph network(ExitCalibration calibration) {
    return network(calibration, calibration.result().chosen());
  }

  /**
   * The network with the exits of a point.
   *
   * @param calibration a result of this calibrator
   * @param point from its front
   * @return a new network; where the point has no exit, the original's copy
   */
  public ComputationGraph network(ExitCalibration calibration, OperatingPoint point) {
    List<EarlyExit> exits = new ArrayList<>();
    for (int k = 0; k < point.thresholds().size(); k++) {
      if (!Double.isInfinite(point.thresholds().get(k))) {
        exits.add(exit(calibration, k, point.thresholds().get(k)));
      }
    }
    return exits.isEmpty() ? transform.original() : transform.withExits(exits);
  }

  private EarlyExit exit(ExitCalibration calibration, int k, double threshold) {
    ExitClassifier classifier = calibration.classifiers().get(k);
    int classes = classifier.scores().scores().size();
    int features = classifier.scores().scores().get(0).weights().size();
    INDArray weights = Nd4j.create(DataType.DOUBLE, features, classes);
    INDArray bias = Nd4j.create(DataType.DOUBLE, 1, classes);
    for (int c = 0; c < classes; c++) {
      LinearScore logit = classifier.logit(c);
      for (int f = 0; f < features; f++) {
        weights.putScalar(f, c, logit.weights().get(f));
      }
      bias.putScalar(0, c, logit.intercept());
    }
    String name = calibration.result().gates().get(k);
    return transform.blocks().stream()
        .filter(block -> RoutingTransform.exitName(block).equals(name))
        .map(block -> new EarlyExit(block, weights, bias, threshold))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected a calibration of this network, found one with exit \""
                        + name
                        + "\", before no block of "
                        + transform.blocks()));
  }
}
