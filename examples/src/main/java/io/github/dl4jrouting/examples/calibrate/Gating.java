package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.Calibration;
import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.calibration.PairedDrop;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * A way to make a trained network skip, within a promise.
 *
 * @param <T> what is recorded of a split, so that all else is a look-up
 */
interface Gating<T> {

  /** Runs the network over a split, once. */
  T record(MultiDataSetIterator samples);

  /** How many samples were recorded. */
  int samples(T traces);

  /** Some of the samples recorded. */
  T part(T traces, int... samples);

  /** The largest savings within several drops. */
  List<Found<T>> calibrate(T traces, double... drops);

  /** The same, parting the calibration split in another way. */
  Gating<T> seed(long seed);

  /** The same, promising for a split of another size. */
  Gating<T> forSplitOf(long samples);

  /** What a calibration found. */
  interface Found<T> {

    /** The choice and the front. */
    Calibration calibration();

    /** The network of a point of the front. */
    ComputationGraph network(OperatingPoint point);

    /** Judges the points of the front on a split. */
    Judge judge(T traces);
  }

  /** Judges points on one split. */
  interface Judge {

    /** Accuracy and compute. */
    Outcome outcome(OperatingPoint point);

    /** Accuracy lost, sample by sample. */
    PairedDrop drop(OperatingPoint point);
  }
}
