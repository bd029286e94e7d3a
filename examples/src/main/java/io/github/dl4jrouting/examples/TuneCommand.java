package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.tune.Objective;
import io.github.dl4jrouting.examples.tune.ThresholdTune;
import io.github.dl4jrouting.examples.tune.TrainingTuneResult;
import io.github.dl4jrouting.examples.tune.TrainingTuneSummary;
import io.github.dl4jrouting.examples.tune.TuneResult;
import io.github.dl4jrouting.examples.tune.TuneSettings;
import io.github.dl4jrouting.examples.tune.TuneSummary;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.zoo.search.Generator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tune}: searches thresholds or training configurations with Arbiter. */
@Command(
    name = "tune",
    description = {
      "Searches thresholds of a trained network with Arbiter, without training it again, and compares"
          + " them with the calibrator's; or, with --search training, whole training configurations.",
      "Writes candidates.jsonl as it goes, and goes on from there when it is run again on the same"
          + " --output with the same options; at the end result.json, candidates.csv, tuned.zip (the"
          + " best network), pareto.svg and pareto.png."
    })
final class TuneCommand implements Callable<Integer> {

  /** What is searched. */
  enum Search {
    THRESHOLDS(1000, 0.5),
    TRAINING(8, 0.7);

    private final int candidates;
    private final double computeBudget;

    Search(int candidates, double computeBudget) {
      this.candidates = candidates;
      this.computeBudget = computeBudget;
    }
  }

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Mixin private ModelOptions model;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "tune",
      description = "Directory to write into, and to go on from (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--search",
      paramLabel = "WHAT",
      defaultValue = "thresholds",
      description =
          "thresholds of a trained network, or training: learning rate, routers and their penalty,"
              + " where every candidate is trained (default: ${DEFAULT-VALUE}).")
  private Search search;

  @Option(
      names = "--generator",
      paramLabel = "KIND",
      defaultValue = "random",
      description = "How candidates are proposed: random, grid or genetic (default: random).")
  private Generator generator;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "How many (default: 1000 for thresholds, 8 for training).")
  private Optional<Integer> candidates;

  @Option(
      names = "--objective",
      paramLabel = "KIND",
      defaultValue = "accuracy-at-compute",
      converter = ByName.class,
      description =
          "What to look for: accuracy-at-compute, compute-at-accuracy or weighted (default:"
              + " ${DEFAULT-VALUE}).")
  private Objective objective;

  @Option(
      names = "--compute-budget",
      paramLabel = "SHARE",
      converter = Share.class,
      description =
          "Largest compute ratio, for accuracy-at-compute (default: 0.5 for thresholds, 0.7 for"
              + " training).")
  private Optional<Double> computeBudget;

  @Option(
      names = "--allowed-drop",
      paramLabel = "SHARE",
      defaultValue = "0.005",
      converter = Share.class,
      description =
          "Accuracy that may be lost, for compute-at-accuracy; without a trained network, what"
              + " candidates may miss of 100 %% (default: ${DEFAULT-VALUE}).")
  private double allowedDrop;

  @Option(
      names = "--price",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      converter = Share.class,
      description =
          "Accuracy that all of the network's compute is worth, for weighted (default:"
              + " ${DEFAULT-VALUE}).")
  private double price;

  @Option(
      names = "--measure",
      paramLabel = "NAME",
      split = ",",
      description =
          "Activity measures to choose from: ${COMPLETION-CANDIDATES} (default: all of them).")
  private List<ActivityMeasure> measures;

  TuneCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    model.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    TuneSettings settings = settings(threads.applied());
    PrintWriter out = spec.commandLine().getOut();
    boolean watched = System.console() != null;
    try {
      if (search == Search.TRAINING) {
        TrainingTuneResult result = model.training(dataset, settings).run(directory, out, watched);
        out.print(new TrainingTuneSummary(result));
      } else {
        TuneResult result =
            new ThresholdTune(model.prepare(dataset, out), settings).run(directory, out, watched);
        out.print(new TuneSummary(result));
      }
    } catch (IllegalArgumentException e) { // the library's word on a network, samples or directory
      throw new IllegalStateException(e.getMessage(), e);
    }
    out.printf(
        "%nWrote result.json, candidates.csv, tuned.zip, pareto.svg and pareto.png into %s%n",
        directory);
    out.flush();
    return ExitCode.OK;
  }

  private TuneSettings settings(int threadsUsed) {
    return new TuneSettings(
        generator,
        candidates.orElse(search.candidates),
        objective,
        new Objective.Limits(computeBudget.orElse(search.computeBudget), allowedDrop, price),
        measures == null ? Stream.of(ActivityMeasure.values()).toList() : measures,
        model.seed(),
        threadsUsed,
        CommandText.of(spec));
  }

  /** Reads the name of an objective. */
  static final class ByName extends NameConverter<Objective> {
    ByName() {
      super(Objective.values());
    }
  }
}
