package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Micros;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Speedup;
import io.github.dl4jrouting.examples.data.Samples;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Times networks against the original one.
 *
 * @param subject the original
 * @param samples what is run
 * @param rounds rounds of timing, at least 1
 * @param macs speed-up that the MACs promise
 */
record SpeedMeasurement(Subject subject, Samples samples, int rounds, double macs) {

  private static final int LARGE = 64;
  private static final int MOST_BATCHES = 50;
  private static final int SINGLES = 1_000;
  private static final int ROUNDS_OF_A_POINT = 15;

  /** Wall clock of the original over that of another network, at batch sizes 1 and 64. */
  Speedup of(ComputationGraph calibrated) {
    List<ComputationGraph> both = List.of(subject.network(), calibrated);
    double[] single = clock(1, SINGLES, rounds).medians(both);
    double[] large = clock(LARGE, MOST_BATCHES, rounds).medians(both);
    double batch1 = single[0] / single[1];
    double batch64 = large[0] / large[1];
    return new Speedup(
        batch1,
        batch64,
        macs,
        batch1 / macs,
        batch64 / macs,
        new Micros(single[0], single[1], large[0], large[1]));
  }

  /** Median time of a call with one sample, in µs. */
  double medianMicros(ComputationGraph network) {
    return clock(1, SINGLES, ROUNDS_OF_A_POINT).medians(List.of(network))[0];
  }

  private EngineClock clock(int batchSize, int most, int roundsOfTiming) {
    return new EngineClock(subject.features(samples, batchSize, most), roundsOfTiming);
  }
}
