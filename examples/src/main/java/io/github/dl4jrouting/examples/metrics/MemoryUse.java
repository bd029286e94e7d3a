package io.github.dl4jrouting.examples.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.dl4jrouting.examples.metrics.MemorySampler.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * Memory of the process over some runs, in MiB.
 *
 * @param heap Java objects
 * @param nativeMemory what JavaCPP holds outside the heap, ND4J's arrays among it
 * @param resident the process, as the operating system sees it
 */
public record MemoryUse(Kind heap, @JsonProperty("native") Kind nativeMemory, Kind resident) {

  private static final double MEDIAN = 50;
  private static final double P99 = 99;

  /**
   * One kind of memory.
   *
   * @param p50 median of the samples
   * @param p99 99th percentile of the samples
   * @param peak the largest sample
   * @param peakStandardDeviation of the runs' peaks, undivided by n − 1
   * @param samples how many there are
   * @param unavailable why there are none; absent where there are
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Kind(
      Double p50,
      Double p99,
      Double peak,
      Double peakStandardDeviation,
      Long samples,
      String unavailable) {}

  /**
   * Summarizes runs.
   *
   * @param runs for each run its samples, at least one
   * @return memory over all of them
   */
  public static MemoryUse of(List<List<Sample>> runs) {
    return new MemoryUse(
        kind(runs, Sample::heap), kind(runs, Sample::nativeMemory), kind(runs, Sample::resident));
  }

  private static Kind kind(List<List<Sample>> runs, ToDoubleFunction<Sample> size) {
    double[] all = runs.stream().flatMap(List::stream).mapToDouble(size).toArray();
    if (Arrays.stream(all).allMatch(value -> value == 0)) {
      return new Kind(null, null, null, null, null, "this system does not tell");
    }
    double[] peaks =
        runs.stream().mapToDouble(run -> run.stream().mapToDouble(size).max().orElse(0)).toArray();
    return new Kind(
        Distribution.quantile(all, MEDIAN),
        Distribution.quantile(all, P99),
        Arrays.stream(peaks).max().orElseThrow(),
        new StandardDeviation(false).evaluate(peaks),
        (long) all.length,
        null);
  }
}
