package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.quickstart.Quickstart;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult;
import io.github.dl4jrouting.examples.quickstart.QuickstartSummary;
import io.github.dl4jrouting.examples.training.ConsoleProgress;
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

/** {@code quickstart}: trains a dense network and its routed twin and compares them. */
@Command(
    name = "quickstart",
    description = {
      "Trains a dense network and its routed twin on real handwritten digits and compares them:"
          + " accuracy, and how much is computed for a sample.",
      "Writes result.json, dense.zip and routed.zip (DL4J models) into the output directory."
    })
final class QuickstartCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Mixin private SeedOptions random;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "quickstart",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Passes over the training samples (default: "
              + Quickstart.DEFAULT_EPOCHS
              + ", more where samples are few).")
  private Optional<Integer> epochs;

  QuickstartCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    int passes = epochs.orElseGet(() -> Quickstart.usualEpochs(dataset));
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleProgress progress = new ConsoleProgress(out, System.console() != null)) {
      QuickstartResult result =
          new Quickstart(dataset, random.seed(), passes, threads.applied(), CommandText.of(spec))
              .run(directory, out, progress);
      out.print(new QuickstartSummary(result));
    }
    out.printf("%nWrote result.json, dense.zip and routed.zip into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }
}
