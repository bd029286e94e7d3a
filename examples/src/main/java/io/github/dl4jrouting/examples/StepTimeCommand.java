package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.zoo.StepTimes;
import io.github.dl4jrouting.examples.zoo.StepTimesResult;
import io.github.dl4jrouting.examples.zoo.TrainableModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code step-time}: what a training step of a routed model takes beside its dense twin's. */
@Command(
    name = "step-time",
    description = {
      "Times joint training steps of the zoo's routed models, as their recipes make them from new"
          + " weights on, beside those of their dense twins. Steps of both are made by turns; medians"
          + " count. Run it on a machine that does nothing else.",
      "Writes result.json into the output directory."
    })
final class StepTimeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      split = ",",
      converter = ModelNameConverter.class,
      completionCandidates = ModelNameConverter.Names.class,
      description = "Of ${COMPLETION-CANDIDATES} (default: all).")
  private List<TrainableModel> models = List.of(TrainableModel.values());

  @Mixin private DataOptions data;

  @Mixin private SeedOptions random;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      converter = PositiveInt.class,
      description =
          "How long to time each model; the first half does not count, for Java is slow at first (default:"
              + " ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "step-time",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  StepTimeCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    PrintWriter out = spec.commandLine().getOut();
    StepTimesResult result =
        new StepTimes(
                models, dataset, seconds, random.seed(), threads.applied(), CommandText.of(spec))
            .run(
                line -> {
                  out.println(line);
                  out.flush();
                });
    ResultJson.write(directory.resolve("result.json"), result);
    out.printf("%n%s%nWrote result.json into %s%n", result, directory);
    out.flush();
    return ExitCode.OK;
  }
}
