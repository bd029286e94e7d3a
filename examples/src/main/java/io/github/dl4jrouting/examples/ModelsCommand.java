package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.zoo.ModelTable;
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

/** {@code models}: lists the zoo. */
@Command(
    name = "models",
    description = {
      "Lists the models of the zoo; those that come with weights are measured on the test samples"
          + " (MNIST or a subset of it): accuracy, mean MACs, median time on the inference engine.",
      "Writes result.json into the output directory."
    })
final class ModelsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "41",
      converter = PositiveInt.class,
      description = "Rounds of timing, of which the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "models",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  ModelsCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    threads.applied();
    ModelTable table = ModelTable.of(dataset, rounds, CommandText.of(spec));
    ResultJson.write(directory.resolve("result.json"), table);
    PrintWriter out = spec.commandLine().getOut();
    out.print(table);
    out.printf("%nWrote result.json into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }
}
