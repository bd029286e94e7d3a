package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.benchmark.Benchmark;
import io.github.dl4jrouting.examples.benchmark.BenchmarkResult;
import io.github.dl4jrouting.examples.benchmark.BenchmarkSettings;
import io.github.dl4jrouting.examples.benchmark.BenchmarkSummary;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestants;
import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmark}: times the inference engine against stock DL4J and its peers. */
@Command(
    name = "benchmark",
    description = {
      "Times the inference engine against stock DL4J and, where they were built in (mvn package"
          + " -Ppeers), against PyTorch and ONNX Runtime: each in its own process, the same"
          + " weights, outputs compared, timed in rounds. A difference between outputs fails it.",
      "The full run takes about an hour on a machine that should do nothing else; --quick a few"
          + " minutes. Writes result.json into the output directory after every workload and batch"
          + " size."
    })
final class BenchmarkCommand implements Callable<Integer> {
  private static final List<Integer> BATCHES = List.of(1, 8, 64, 256);
  private static final List<Double> SKIPS = List.of(0.0, 0.3, 0.5, 0.7, 0.9);
  private static final List<String> QUICK_WORKLOADS =
      List.of("dense-128x6", "dense-512x6", "dense-512x6-gate", Workloads.LENET);
  private static final List<Integer> QUICK_BATCHES = List.of(1, 64);
  private static final List<Double> QUICK_SKIPS = List.of(0.0, 0.5, 0.7);
  private static final double SECONDS = 2;
  private static final double QUICK_SECONDS = 0.5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "benchmark",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(names = "--quick", description = "A few workloads, for a shorter time each.")
  private boolean quick;

  @Option(
      names = "--workloads",
      paramLabel = "NAME",
      split = ",",
      description =
          "dense-<features>x<blocks>, the same with -gate for activity gates in place of routers"
              + " or with -shared for one route a batch, lstm-<units>x<blocks>, lenet,"
              + " resnet20, resnet20-nhwc for images with their channels last in DL4J (default:"
              + " dense 128, 512, 1024 with 6 and 12 blocks, two each with gates and with"
              + " shared routes, lenet, resnet20).")
  private List<String> workloads = List.of();

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      converter = PositiveInt.class,
      description = "Batch sizes (default: 1,8,64,256).")
  private List<Integer> batches = List.of();

  @Option(
      names = "--skips",
      paramLabel = "S",
      split = ",",
      description = "Skip ratios of the routed networks (default: 0,0.3,0.5,0.7,0.9).")
  private List<Double> skips = List.of();

  @Option(
      names = "--contestants",
      paramLabel = "NAME",
      split = ",",
      description = "Who takes part: stock, engine, pytorch, onnxruntime (default: all there are).")
  private List<String> contestants = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to time each cell, over all rounds (default: 2; --quick: 0.5).")
  private Double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "1",
      description = "How long each cell runs before it is timed (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      converter = PositiveInt.class,
      description = "How often to time each cell (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      converter = PositiveInt.class,
      description = "How many threads each contestant may use (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--openblas",
      description =
          "Have the engine multiply with OpenBLAS, as it does where Java is started without"
              + " --add-modules jdk.incubator.vector (default: with that module).")
  private boolean openBlas;

  @Option(
      names = "--soak",
      paramLabel = "N",
      defaultValue = "0",
      description = "Also watch memory over N calls of the engine (default: none).")
  private long soak;

  @Option(
      names = "--resume",
      description = "Go on where an earlier run into the same directory stopped.")
  private boolean resume;

  BenchmarkCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchmarkSettings settings = settings();
    Path directory = OutputOptions.prepared(spec, output);
    PrintWriter out = spec.commandLine().getOut();
    BenchmarkResult result =
        new Benchmark(settings, directory, out, CommandText.of(spec)).run(resume);
    out.print(new BenchmarkSummary(result));
    out.printf("%nWrote result.json into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }

  private BenchmarkSettings settings() {
    List<String> there = Contestants.names();
    for (String name : contestants) {
      if (!there.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "--contestants: expected some of "
                + there
                + ", found '"
                + name
                + "'; pytorch and onnxruntime are built in by mvn package -Ppeers");
      }
    }
    try {
      return new BenchmarkSettings(
          or(workloads, quick ? QUICK_WORKLOADS : Workloads.all()),
          or(batches, quick ? QUICK_BATCHES : BATCHES),
          or(skips, quick ? QUICK_SKIPS : SKIPS),
          there.stream().filter(or(contestants, there)::contains).toList(),
          rounds,
          seconds != null ? seconds : quick ? QUICK_SECONDS : SECONDS,
          warmUp,
          threads,
          openBlas,
          soak);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static <T> List<T> or(List<T> given, List<T> otherwise) {
    return given.isEmpty() ? otherwise : given;
  }
}
