package io.github.dl4jrouting.examples.benchmark.contestant;

import java.util.List;

/**
 * What a contestant's process answers: one line of JSON.
 *
 * @param description who it is; of the first reply, which nobody asked for, alone
 * @param fingerprint checksum of the weights; of OPEN alone
 * @param skipRatio share of pairs skipped as the contestant itself counts it, −1 where it does not;
 *     of OPEN alone
 * @param passMicros for each pass over the inputs, the mean time of a call in µs; of TIME alone
 * @param cpuMicros processor time of the whole process for a call in µs, all threads together; of
 *     TIME alone
 * @param histogram times of all single calls in ns, an HdrHistogram, compressed, as base64; of TIME
 *     and SOAK alone
 * @param memory readings in the course of SOAK
 */
public record Reply(
    String description,
    long fingerprint,
    double skipRatio,
    List<Double> passMicros,
    double cpuMicros,
    String histogram,
    List<MemoryReading> memory) {

  static Reply done() {
    return new Reply("", 0, -1, List.of(), 0, "", List.of());
  }

  static Reply hello(String description) {
    return new Reply(description, 0, -1, List.of(), 0, "", List.of());
  }

  static Reply opened(long fingerprint, double skipRatio) {
    return new Reply("", fingerprint, skipRatio, List.of(), 0, "", List.of());
  }

  static Reply timed(List<Double> passMicros, double cpuMicros, String histogram) {
    return new Reply("", 0, -1, passMicros, cpuMicros, histogram, List.of());
  }

  static Reply soaked(String histogram, List<MemoryReading> memory) {
    return new Reply("", 0, -1, List.of(), 0, histogram, memory);
  }
}
