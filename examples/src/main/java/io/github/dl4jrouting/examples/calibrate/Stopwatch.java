package io.github.dl4jrouting.examples.calibrate;

/** Seconds since it was made. */
final class Stopwatch {

  private static final double NANOS_A_SECOND = 1e9;

  private final long start = System.nanoTime();

  double seconds() {
    return (System.nanoTime() - start) / NANOS_A_SECOND;
  }
}
