package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.experiment.ExperimentResult;
import io.github.dl4jrouting.examples.experiment.ExperimentSettings;
import io.github.dl4jrouting.examples.experiment.ExperimentSummary;
import io.github.dl4jrouting.examples.experiment.SyntheticExperiment;
import io.github.dl4jrouting.examples.training.ConsoleProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code synthetic}: the activity-routing paper's experiment on Gaussian samples. */
@Command(
    name = "synthetic",
    description = {
      "Repeats the activity-routing paper's experiment on Gaussian samples (its table 5.1): its own"
          + " network, which was never trained, and one that learnt to classify such samples, dense"
          + " and routed; each on stock DL4J and on the inference engine, in turns.",
      "Writes result.json, tables of all metrics, runs, calls, paths and samples, and plots into the"
          + " output directory."
    })
final class SyntheticCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions experiment;

  @Mixin private SeedOptions random;

  @Mixin private ThreadOptions threads;

  @Mixin private CacheOptions cache;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "synthetic",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10000",
      converter = PositiveInt.class,
      description = "Gaussian samples to run (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = {"--dim", "--D"},
      paramLabel = "N",
      defaultValue = "128",
      converter = PositiveInt.class,
      description = "Features of a sample, and of a block (default: ${DEFAULT-VALUE}).")
  private int dim;

  @Option(
      names = "--train-samples",
      paramLabel = "N",
      defaultValue = "24000",
      converter = PositiveInt.class,
      description =
          "Gaussian samples to train and to calibrate the trained network on (default:"
              + " ${DEFAULT-VALUE}).")
  private int trainSamples;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      converter = NonNegativeInt.class,
      description =
          "Passes over the training samples; 0 for the paper's network alone (default:"
              + " ${DEFAULT-VALUE}).")
  private int epochs;

  SyntheticCommand() {}

  @Override
  public Integer call() throws IOException {
    Path directory = OutputOptions.prepared(spec, output);
    ExperimentSettings settings =
        experiment.settings(samples, dim, experiment.layers(), random.seed(), threads.applied());
    SyntheticExperiment synthetic =
        new SyntheticExperiment(settings, trainSamples, epochs, CommandText.of(spec));
    int needed = synthetic.fewestTrainSamples();
    if (trainSamples < needed) {
      throw new ParameterException(
          spec.commandLine(),
          "--train-samples: expected at least "
              + needed
              + " to promise a drop of at most "
              + experiment.allowedDrop()
              + ", found "
              + trainSamples
              + "; raise it, or --allowed-drop");
    }
    PrintWriter out = spec.commandLine().getOut();
    ExperimentResult result;
    try (ConsoleProgress progress = new ConsoleProgress(out, System.console() != null)) {
      result = synthetic.run(directory, cache.cache(), out, progress);
    }
    out.print(new ExperimentSummary(result));
    out.printf("%nWrote result.json, tables and plots into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }
}
