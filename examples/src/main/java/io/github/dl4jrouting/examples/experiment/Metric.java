package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.metrics.Distribution;
import io.github.dl4jrouting.examples.metrics.Energy;
import io.github.dl4jrouting.examples.metrics.Latency;
import io.github.dl4jrouting.examples.metrics.MemoryUse;
import java.util.ArrayList;
import java.util.List;

/**
 * One figure of a contestant with its unit, for tables.
 *
 * @param name what is measured
 * @param unit of the value
 * @param value a number, or the word "unavailable"
 */
record Metric(String name, String unit, Object value) {

  /** Every metric of a network on an engine. */
  static List<Metric> of(Network network, Contestant contestant) {
    List<Metric> metrics = new ArrayList<>();
    Latency latency = contestant.latencyMillis();
    metrics.add(new Metric("latency mean", "ms", latency.mean()));
    metrics.add(new Metric("latency median", "ms", latency.median()));
    metrics.add(new Metric("latency p99", "ms", latency.p99()));
    metrics.add(new Metric("latency standard deviation", "ms", latency.standardDeviation()));
    metrics.add(new Metric("throughput", "samples/s", contestant.throughputSamplesPerSecond()));
    metrics.add(new Metric("speed-up over dense stock", "times", contestant.speedup()));
    memory(metrics, "heap", contestant.memoryMiB().heap());
    memory(metrics, "native", contestant.memoryMiB().nativeMemory());
    memory(metrics, "resident", contestant.memoryMiB().resident());
    metrics.add(new Metric("energy total", "mJ", contestant.energy().total()));
    metrics.add(new Metric("energy per sample", "mJ", contestant.energy().perSample()));
    Distribution skip = network.skipRatio();
    metrics.add(new Metric("skip ratio mean", "share", skip.mean()));
    metrics.add(new Metric("skip ratio q25", "share", skip.q25()));
    metrics.add(new Metric("skip ratio median", "share", skip.median()));
    metrics.add(new Metric("skip ratio q75", "share", skip.q75()));
    metrics.add(new Metric("compute ratio", "share of MACs", network.computeRatio()));
    metrics.add(new Metric("MACs", "MACs/sample", network.macsPerSample()));
    if (network.accuracy() != null) {
      metrics.add(new Metric("accuracy", "share", network.accuracy().value()));
      metrics.add(new Metric("accuracy low (95 %)", "share", network.accuracy().low()));
      metrics.add(new Metric("accuracy high (95 %)", "share", network.accuracy().high()));
    }
    return metrics;
  }

  private static void memory(List<Metric> metrics, String kind, MemoryUse.Kind memory) {
    metrics.add(new Metric(kind + " memory p50", "MiB", known(memory.p50())));
    metrics.add(new Metric(kind + " memory p99", "MiB", known(memory.p99())));
    metrics.add(new Metric(kind + " memory peak", "MiB", known(memory.peak())));
    metrics.add(
        new Metric(
            kind + " memory peak standard deviation",
            "MiB",
            known(memory.peakStandardDeviation())));
  }

  private static Object known(Double value) {
    return value == null ? Energy.UNAVAILABLE : value;
  }
}
