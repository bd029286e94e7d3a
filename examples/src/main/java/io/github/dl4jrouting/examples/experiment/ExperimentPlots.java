package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.Experiment.Measured;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.metrics.Bin;
import io.github.dl4jrouting.examples.metrics.Latency;
import io.github.dl4jrouting.examples.report.BarPlot;
import io.github.dl4jrouting.examples.report.BarPlot.Group;
import io.github.dl4jrouting.examples.report.LinePlot;
import io.github.dl4jrouting.examples.report.LinePlot.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The pictures of an experiment: how long calls take, and how much samples skip. */
final class ExperimentPlots {

  private static final int POINTS = 200;

  private ExperimentPlots() {}

  static void write(ExperimentResult result, Measured measured, Path directory) throws IOException {
    List<Line> latencies = new ArrayList<>();
    for (Contestant contestant : result.contestants()) {
      double[] millis =
          measured.turns().stream()
              .filter(turn -> turn.isOf(contestant.network(), contestant.engine()))
              .flatMapToLong(turn -> LongStream.of(turn.nanos()))
              .sorted()
              .mapToDouble(nanos -> nanos / Latency.NANOS_A_MILLI)
              .toArray();
      latencies.add(
          new Line(contestant.network() + ", " + contestant.engine(), cumulative(millis), true));
    }
    new LinePlot(
            "How many batches are done within a time",
            "time of a batch, ms",
            "batches, %",
            true,
            latencies)
        .write(directory, "latency");
    List<Group> skips = new ArrayList<>();
    List<String> ratios = List.of();
    for (Network network : result.networks()) {
      if (network.routed()) {
        List<Bin> bins = network.skipRatio().histogram();
        double all = bins.stream().mapToLong(Bin::count).sum();
        skips.add(
            new Group(network.name(), bins.stream().map(bin -> 100 * bin.count() / all).toList()));
        ratios = bins.stream().map(bin -> String.valueOf(Math.round(100 * bin.centre()))).toList();
      }
    }
    new BarPlot("How much samples skip", "skip ratio of a sample, %", "samples, %", ratios, skips)
        .write(directory, "skip-ratio");
  }

  private static List<double[]> cumulative(double... sorted) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i <= POINTS; i++) {
      int n = (int) Math.round((sorted.length - 1) * (double) i / POINTS);
      points.add(new double[] {sorted[n], 100.0 * (n + 1) / sorted.length});
    }
    return points;
  }
}
