package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.Cell;
import io.github.dl4jrouting.examples.measure.Median;
import java.util.List;

/**
 * How long one contestant takes for one call.
 *
 * @param engine stock, engine, pytorch or onnxruntime
 * @param workload name of the workload
 * @param batch samples in a call
 * @param network dense or routed
 * @param skipRatio share of (sample, block) pairs that the inputs have skipped
 * @param medianMicros median over all passes through the inputs of the mean time of a call, in µs:
 *     at batch 1 single calls differ by how many blocks their sample needs
 * @param p99Micros 99th percentile of all single calls, in µs
 * @param callMedianMicros median of all single calls, in µs
 * @param bestMicros the fastest pass through the inputs, per call, in µs: what noise cannot lower
 * @param cpuMicros processor time of the contestant's process for a call in µs, all threads
 *     together, those that wait spinning too; median over the rounds
 * @param calls how many calls were timed
 * @param roundMicros for each round, the median over its passes; ratios are made of these
 */
public record Row(
    String engine,
    String workload,
    int batch,
    String network,
    double skipRatio,
    double medianMicros,
    double p99Micros,
    double callMedianMicros,
    double bestMicros,
    double cpuMicros,
    long calls,
    List<Double> roundMicros) {

  /**
   * Whether this row is of a cell.
   *
   * @param contestant the contestant
   * @param cell what it ran
   * @return true if it is
   */
  boolean isOf(String contestant, Cell cell) {
    return engine.equals(contestant)
        && workload.equals(cell.workload())
        && batch == cell.batch()
        && network.equals(cell.network())
        && skipRatio == cell.skipRatio();
  }

  /**
   * How many times as long as another this one takes.
   *
   * @param other timed in the same rounds
   * @return the median over the rounds of the ratio within a round
   */
  double over(Row other) {
    double[] ratios = new double[Math.min(roundMicros.size(), other.roundMicros.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = roundMicros.get(i) / other.roundMicros.get(i);
    }
    return Median.of(ratios);
  }
}
