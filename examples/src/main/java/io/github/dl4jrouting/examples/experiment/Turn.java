package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.metrics.Latency;
import io.github.dl4jrouting.examples.metrics.MemorySampler.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What was measured of one network on one engine in one run. */
final class Turn {

  private final int run;
  private final String network;
  private final String engine;
  private final long[] nanos;
  private final int[] samples;
  private final List<Sample> memory = new ArrayList<>();
  private double millijoules;

  Turn(int run, String network, String engine, int... samples) {
    this.run = run;
    this.network = network;
    this.engine = engine;
    this.samples = samples;
    this.nanos = new long[samples.length];
  }

  void call(int index, long time) {
    nanos[index] = time;
  }

  void resources(List<Sample> seen, double spentMillijoules) {
    memory.addAll(seen);
    millijoules += spentMillijoules;
  }

  int run() {
    return run;
  }

  String network() {
    return network;
  }

  String engine() {
    return engine;
  }

  boolean isOf(String wantedNetwork, String wantedEngine) {
    return network.equals(wantedNetwork) && engine.equals(wantedEngine);
  }

  /** How long each call took. */
  long[] nanos() {
    return nanos;
  }

  /** How many samples the calls had. */
  int[] samples() {
    return samples;
  }

  int sampleCount() {
    return java.util.Arrays.stream(samples).sum();
  }

  List<Sample> memory() {
    return memory;
  }

  double millijoules() {
    return millijoules;
  }

  double medianMillis() {
    return Latency.of(nanos).median();
  }

  /** Samples over the sum of all times. */
  double samplesPerSecond() {
    return sampleCount() / (LongStream.of(nanos).sum() / 1e9);
  }
}
