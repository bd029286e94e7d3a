package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.Thresholded;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Sets thresholds from data of any size in constant memory: gate by gate in topological order,
 * because what a gate sees depends on what the gates before it skip. Two passes for each gate: a
 * sketch finds the quantile, then its neighbours are found exactly, so that the threshold lies
 * between two values and the share skipped is known.
 */
final class StreamingQuantiles {
  private static final int CAPACITY = 2048;

  private final ComputationGraph network;
  private final MultiDataSetIterator data;

  StreamingQuantiles(ComputationGraph network, MultiDataSetIterator data) {
    this.network = network;
    this.data = data;
    if (!data.resetSupported()) {
      throw new IllegalArgumentException(
          "Expected data that can be reset, because it is read twice for each gate, found "
              + data.getClass().getSimpleName()
              + ". Hold the split in memory, or read it from files.");
    }
  }

  List<SkipThreshold> calibrate(List<GateSite> sites, double[] targets) {
    List<SkipThreshold> thresholds = new ArrayList<>();
    for (int i = 0; i < sites.size(); i++) {
      SkipThreshold threshold = calibrate(sites.get(i), targets[i]);
      Thresholded.of(network.getLayer(sites.get(i).gate())).setThreshold(threshold.threshold());
      thresholds.add(threshold);
    }
    return thresholds;
  }

  private SkipThreshold calibrate(GateSite site, double target) {
    Direction direction = site.direction();
    QuantileSketch sketch = new QuantileSketch(CAPACITY, 1);
    eachScore(site, sketch::add);
    checkEnough(sketch.count(), target);
    double below = direction == Direction.SKIP_LOW ? target : 1 - target;
    Neighbours around = new Neighbours(sketch.quantile(below));
    eachScore(site, around::add);
    return around.threshold(site.gate(), direction, below);
  }

  private static void checkEnough(long samples, double target) {
    double rarer = Math.min(target, 1 - target);
    long needed = rarer == 0 ? 1 : (long) Math.ceil(1 / rarer);
    if (samples < needed) {
      throw new IllegalArgumentException(
          "Expected at least "
              + needed
              + " samples to find a skip ratio of "
              + target
              + ", found "
              + samples
              + ". Calibrate on more data.");
    }
  }

  private void eachScore(GateSite site, DoubleConsumer consumer) {
    ActivityGateLayer gate =
        (ActivityGateLayer) Unfrozen.configuration(network.getLayer(site.gate()));
    Criterion criterion = Criterion.of(gate.measure());
    // Without sites, the evaluator runs the network's gates as they are set.
    VertexEvaluator evaluator = new VertexEvaluator(network, List.of());
    data.reset();
    int index = 0;
    while (data.hasNext()) {
      MultiDataSet batch = data.next();
      CalibrationData.checkFeatures(batch, index++);
      evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
      INDArray x = evaluator.value(site.input());
      for (double score : criterion.scores(0, x, site.layout(), evaluator.mask(site))) {
        consumer.accept(score);
      }
      evaluator.finish();
    }
  }

  /** What lies around a value of a stream. */
  private static final class Neighbours {
    private final double pivot;
    private double lower = Double.NEGATIVE_INFINITY;
    private double higher = Double.POSITIVE_INFINITY;
    private long less;
    private long equal;
    private long total;

    Neighbours(double pivot) {
      this.pivot = pivot;
    }

    void add(double value) {
      total++;
      if (value < pivot) {
        less++;
        lower = Math.max(lower, value);
      } else if (value == pivot) {
        equal++;
      } else {
        higher = Math.min(higher, value);
      }
    }

    /** Cuts above or below the pivot and its ties, whichever leaves nearer to the share below. */
    SkipThreshold threshold(String gate, Direction direction, double share) {
      double goal = share * total;
      boolean above = Math.abs(less + equal - goal) <= Math.abs(less - goal);
      long under = above ? less + equal : less;
      double cut;
      if (under == 0) {
        cut = Double.NEGATIVE_INFINITY;
      } else if (under == total) {
        cut = Double.POSITIVE_INFINITY;
      } else {
        cut = direction.between(above ? pivot : lower, above ? higher : pivot);
      }
      long skipped = direction == Direction.SKIP_LOW ? under : total - under;
      return new SkipThreshold(gate, cut, (double) skipped / total, total);
    }
  }
}
