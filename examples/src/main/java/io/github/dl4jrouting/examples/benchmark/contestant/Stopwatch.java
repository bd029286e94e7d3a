package io.github.dl4jrouting.examples.benchmark.contestant;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Calls a session over and over and takes the times. */
final class Stopwatch {
  private static final int DIGITS = 3;
  private static final double NANOS_A_MICRO = 1000;

  private final Contestant.Session session;
  private final int calls;
  private final Histogram histogram = new Histogram(DIGITS);

  /** What is timed, and how many different inputs it has. */
  Stopwatch(Contestant.Session session, int calls) {
    this.session = session;
    this.calls = calls;
  }

  /**
   * Runs whole passes over the inputs until the time is up, at least one.
   *
   * @return for each pass, the mean time of a call in µs
   */
  List<Double> passes(long millis) {
    List<Double> passes = new ArrayList<>();
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    long now;
    do {
      long passStart = System.nanoTime();
      now = passStart;
      for (int i = 0; i < calls; i++) {
        session.run(i);
        long then = now;
        now = System.nanoTime();
        histogram.recordValue(now - then);
      }
      passes.add((now - passStart) / NANOS_A_MICRO / calls);
    } while (now < end);
    return passes;
  }

  /** Runs a number of calls, the inputs in turn. */
  void calls(long count) {
    long now = System.nanoTime();
    for (long i = 0; i < count; i++) {
      session.run((int) (i % calls));
      long then = now;
      now = System.nanoTime();
      histogram.recordValue(now - then);
    }
  }

  /** Processor time of this process so far in µs, over all threads; 0 where it is not known. */
  static double cpuMicros() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime() / NANOS_A_MICRO
        : 0;
  }

  /** How many calls so far. */
  long count() {
    return histogram.getTotalCount();
  }

  /** Times of all single calls so far. */
  String histogram() {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    byte[] used = new byte[length];
    bytes.rewind();
    bytes.get(used);
    return Base64.getEncoder().encodeToString(used);
  }
}
