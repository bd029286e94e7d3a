package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.Experiment.Measured;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Run;
import io.github.dl4jrouting.examples.metrics.Bin;
import io.github.dl4jrouting.examples.metrics.Energy;
import io.github.dl4jrouting.examples.metrics.Latency;
import io.github.dl4jrouting.examples.metrics.MemoryUse;
import io.github.dl4jrouting.examples.report.CsvFile;
import io.github.dl4jrouting.examples.report.ResultJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.apache.commons.csv.CSVPrinter;

/**
 * The tables of an experiment.
 *
 * @param result what it found
 * @param measured what that is made of
 * @param labels classes of the samples; none where there is nothing to learn
 */
record ExperimentFiles(ExperimentResult result, Measured measured, int... labels) {

  private static final int BINS = 40;
  private static final int TICKS_A_HALF_DISTANCE = 5;

  void write(Path directory) throws IOException {
    CsvFile.write(
        directory.resolve("metrics.csv"),
        this::metrics,
        "network",
        "engine",
        "metric",
        "unit",
        "value");
    CsvFile.write(
        directory.resolve("runs.csv"),
        this::runs,
        "run",
        "network",
        "engine",
        "calls",
        "latencyMeanMillis",
        "latencyMedianMillis",
        "latencyP99Millis",
        "latencyStandardDeviationMillis",
        "throughputSamplesPerSecond",
        "heapPeakMiB",
        "nativePeakMiB",
        "residentPeakMiB",
        "energyMillijoules",
        "skipRatioMean",
        "skipRatioQ25",
        "skipRatioMedian",
        "skipRatioQ75");
    CsvFile.write(
        directory.resolve("calls.csv"),
        this::calls,
        "run",
        "network",
        "engine",
        "call",
        "samples",
        "latencyMillis");
    CsvFile.write(
        directory.resolve("latency-histogram.csv"),
        this::histogram,
        "network",
        "engine",
        "fromMillis",
        "toMillis",
        "count");
    CsvFile.write(
        directory.resolve("latency-percentiles.csv"),
        this::percentiles,
        "network",
        "engine",
        "percentile",
        "latencyMillis");
    CsvFile.write(
        directory.resolve("skip-histogram.csv"),
        this::skips,
        "network",
        "from",
        "to",
        "centre",
        "count");
    CsvFile.write(
        directory.resolve("paths.csv"),
        this::paths,
        "network",
        "block",
        "class",
        "samples",
        "throughShare");
    ResultJson.write(directory.resolve("result.json"), result);
  }

  private void metrics(CSVPrinter csv) throws IOException {
    for (Contestant contestant : result.contestants()) {
      for (Metric metric : Metric.of(result.network(contestant.network()), contestant)) {
        csv.printRecord(
            contestant.network(),
            contestant.engine(),
            metric.name(),
            metric.unit(),
            metric.value());
      }
    }
  }

  private void runs(CSVPrinter csv) throws IOException {
    for (Run run : result.runs()) {
      Latency latency = run.latencyMillis();
      csv.printRecord(
          run.run(),
          run.network(),
          run.engine(),
          latency.count(),
          latency.mean(),
          latency.median(),
          latency.p99(),
          latency.standardDeviation(),
          run.throughputSamplesPerSecond(),
          peak(run.memoryMiB().heap()),
          peak(run.memoryMiB().nativeMemory()),
          peak(run.memoryMiB().resident()),
          run.energy().total(),
          run.skipRatio().mean(),
          run.skipRatio().q25(),
          run.skipRatio().median(),
          run.skipRatio().q75());
    }
  }

  private static Object peak(MemoryUse.Kind memory) {
    return memory.peak() == null ? Energy.UNAVAILABLE : memory.peak();
  }

  private void calls(CSVPrinter csv) throws IOException {
    for (Turn turn : measured.turns()) {
      for (int call = 0; call < turn.nanos().length; call++) {
        csv.printRecord(
            turn.run(),
            turn.network(),
            turn.engine(),
            call + 1,
            turn.samples()[call],
            turn.nanos()[call] / Latency.NANOS_A_MILLI);
      }
    }
  }

  private long[] nanos(Contestant contestant) {
    return measured.turns().stream()
        .filter(turn -> turn.isOf(contestant.network(), contestant.engine()))
        .flatMapToLong(turn -> LongStream.of(turn.nanos()))
        .toArray();
  }

  /** The same bins for all, of equal width on a logarithmic scale. */
  private void histogram(CSVPrinter csv) throws IOException {
    long[] all =
        measured.turns().stream().flatMapToLong(turn -> LongStream.of(turn.nanos())).toArray();
    double from = Math.log(Math.max(1, Arrays.stream(all).min().orElseThrow()));
    double width = (Math.log(Arrays.stream(all).max().orElseThrow() + 1.0) - from) / BINS;
    for (Contestant contestant : result.contestants()) {
      long[] counts = new long[BINS];
      for (long nanos : nanos(contestant)) {
        int bin = (int) ((Math.log(Math.max(1, nanos)) - from) / width);
        counts[Math.min(BINS - 1, Math.max(0, bin))]++;
      }
      for (int bin = 0; bin < BINS; bin++) {
        csv.printRecord(
            contestant.network(),
            contestant.engine(),
            Math.exp(from + bin * width) / Latency.NANOS_A_MILLI,
            Math.exp(from + (bin + 1) * width) / Latency.NANOS_A_MILLI,
            counts[bin]);
      }
    }
  }

  private void percentiles(CSVPrinter csv) throws IOException {
    for (Contestant contestant : result.contestants()) {
      Histogram histogram = Latency.histogram(nanos(contestant));
      for (HistogramIterationValue value : histogram.percentiles(TICKS_A_HALF_DISTANCE)) {
        csv.printRecord(
            contestant.network(),
            contestant.engine(),
            value.getPercentileLevelIteratedTo(),
            value.getValueIteratedTo() / Latency.NANOS_A_MILLI);
      }
    }
  }

  private void skips(CSVPrinter csv) throws IOException {
    for (Network network : result.networks()) {
      if (network.routed()) {
        for (Bin bin : network.skipRatio().histogram()) {
          csv.printRecord(network.name(), bin.from(), bin.to(), bin.centre(), bin.count());
        }
      }
    }
  }

  private void paths(CSVPrinter csv) throws IOException {
    for (Network network : result.networks()) {
      List<Outcomes> all = measured.outcomes().get(network.name());
      List<Outcomes> runs = network.trained() ? all.subList(0, 1) : all;
      for (int b = 0; b < network.blocks().size(); b++) {
        String block = network.blocks().get(b).block();
        double through = 1 - network.blocks().get(b).skipRatio();
        int samples = runs.stream().mapToInt(Outcomes::samples).sum();
        csv.printRecord(network.name(), block, "all", samples, through);
        if (network.accuracy() != null) {
          ofClasses(csv, network.name(), block, b, runs.get(0));
        }
      }
    }
  }

  private void ofClasses(CSVPrinter csv, String network, String block, int b, Outcomes outcomes)
      throws IOException {
    long[] samples = new long[result.data().classes()];
    long[] through = new long[samples.length];
    for (int n = 0; n < labels.length; n++) {
      samples[labels[n]]++;
      through[labels[n]] += outcomes.computed()[n][b] ? 1 : 0;
    }
    for (int c = 0; c < samples.length; c++) {
      if (samples[c] > 0) {
        csv.printRecord(network, block, c, samples[c], (double) through[c] / samples[c]);
      }
    }
  }
}
