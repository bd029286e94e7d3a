package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.claims.Claims;
import io.github.dl4jrouting.examples.claims.ClaimsResult;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.report.ResultJson;
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
import picocli.CommandLine.Spec;

/** {@code claims}: measures what the original documents claim and got wrong. */
@Command(
    name = "claims",
    description = {
      "Measures claims of the original documents that do not hold: a skip ratio that counts computed"
          + " blocks, a route that depends on the batch, the accuracy of an untrained network, and a"
          + " softmax that shrinks what it weights.",
      "Writes result.json into the output directory."
    })
final class ClaimsCommand implements Callable<Integer> {
  private static final int DEFAULT_EPOCHS = 3;

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Mixin private SeedOptions random;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "claims",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "" + DEFAULT_EPOCHS,
      converter = PositiveInt.class,
      description = "Passes over the training samples (default: ${DEFAULT-VALUE}).")
  private int epochs;

  ClaimsCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    threads.applied();
    PrintWriter out = spec.commandLine().getOut();
    ClaimsResult result;
    try (ConsoleProgress progress = new ConsoleProgress(out, System.console() != null)) {
      result = new Claims(dataset, epochs, random.seed(), CommandText.of(spec)).measure(progress);
    }
    out.println();
    out.print(result);
    ResultJson.write(directory.resolve("result.json"), result);
    out.printf("%nWrote result.json into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }
}
