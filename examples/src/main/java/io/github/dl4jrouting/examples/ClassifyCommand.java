package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.experiment.ExperimentResult;
import io.github.dl4jrouting.examples.experiment.ExperimentSettings;
import io.github.dl4jrouting.examples.experiment.ExperimentSummary;
import io.github.dl4jrouting.examples.experiment.PaperExperiment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code classify}: the activity-routing paper's experiment on images, on a trained network. */
@Command(
    name = "classify",
    description = {
      "Repeats the activity-routing paper's experiment on images (its table 5.2): its own network,"
          + " which was never trained, and a trained network as it is, with the paper's threshold on"
          + " gates before its blocks, and with calibrated thresholds; each on stock DL4J and on the"
          + " inference engine, in turns.",
      "Writes result.json, tables of all metrics, runs, calls, paths and samples, plots, and pictures"
          + " of the easiest and the hardest test samples into the output directory."
    })
final class ClassifyCommand implements Callable<Integer> {

  /** As {@code calibrate} has it. */
  private static final double RISK = 0.1;

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Mixin private ModelOptions model;

  @Mixin private ExperimentOptions experiment;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "classify",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  ClassifyCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    model.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    int held = model.calibrationSamples(dataset, "--allowed-drop", experiment.allowedDrop(), RISK);
    PrintWriter out = spec.commandLine().getOut();
    int threadsUsed = threads.applied();
    ExperimentResult result;
    try {
      PreparedModel prepared = model.prepare(dataset, held, experiment.layers(), out);
      ExperimentSettings settings =
          experiment.settings(
              dataset.test().size(),
              dataset.shape().features(),
              experiment.layers(),
              model.seed(),
              threadsUsed);
      result =
          new PaperExperiment(
                  PaperExperiment.Kind.CLASSIFY,
                  dataset,
                  Optional.of(prepared),
                  settings,
                  CommandText.of(spec))
              .run(directory, out);
    } catch (IllegalArgumentException e) { // the library's word on a network or on samples
      throw new IllegalStateException(e.getMessage(), e);
    }
    out.print(new ExperimentSummary(result));
    out.printf("%nWrote result.json, tables, plots and pictures into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }
}
