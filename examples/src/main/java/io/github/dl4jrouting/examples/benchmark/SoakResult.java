package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.MemoryReading;
import io.github.dl4jrouting.examples.measure.Median;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Memory and times over many calls of the engine.
 *
 * @param workload what was run, with its batch size and skip ratio
 * @param calls how many calls
 * @param medianMicros median of all calls, in µs
 * @param p99Micros 99th percentile of all calls, in µs
 * @param p99OverMedian their ratio
 * @param heapGrowth Java heap, in bytes: median over the last quarter of the readings, less the
 *     median over the second quarter; the first quarter is warm-up
 * @param residentGrowth the same of the process's memory
 * @param javacppGrowth the same of the native memory that JavaCPP tracks
 * @param readings memory in the course of the calls, each after a garbage collection
 */
public record SoakResult(
    String workload,
    long calls,
    double medianMicros,
    double p99Micros,
    double p99OverMedian,
    long heapGrowth,
    long residentGrowth,
    long javacppGrowth,
    List<MemoryReading> readings) {

  static SoakResult of(
      String workload,
      long calls,
      double medianMicros,
      double p99Micros,
      List<MemoryReading> readings) {
    return new SoakResult(
        workload,
        calls,
        medianMicros,
        p99Micros,
        p99Micros / medianMicros,
        growth(readings, MemoryReading::heapBytes),
        growth(readings, MemoryReading::residentBytes),
        growth(readings, MemoryReading::javacppBytes),
        readings);
  }

  private static long growth(List<MemoryReading> readings, ToLongFunction<MemoryReading> bytes) {
    int quarter = readings.size() / 4;
    double early =
        Median.of(
            readings.subList(quarter, 2 * quarter).stream()
                .mapToDouble(reading -> bytes.applyAsLong(reading))
                .toArray());
    double late =
        Median.of(
            readings.subList(readings.size() - quarter, readings.size()).stream()
                .mapToDouble(reading -> bytes.applyAsLong(reading))
                .toArray());
    return Math.round(late - early);
  }
}
