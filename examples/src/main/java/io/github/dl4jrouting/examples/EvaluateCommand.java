package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.zoo.EvaluationResult;
import io.github.dl4jrouting.examples.zoo.EvaluationSummary;
import io.github.dl4jrouting.examples.zoo.TrainableModel;
import io.github.dl4jrouting.examples.zoo.ZooEvaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: measures a trained model of the zoo beside its dense twin. */
@Command(
    name = "evaluate",
    description = {
      "Measures a trained model of the zoo beside its dense twin as train does, without training.",
      "Writes result.json into the output directory."
    })
final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      required = true,
      converter = ModelNameConverter.class,
      completionCandidates = ModelNameConverter.Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private TrainableModel model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Weights weights;

  /** Where the weights are from. */
  private static final class Weights {
    @Option(
        names = "--pretrained",
        required = true,
        description = "The weights that come with the zoo, trained on MNIST.")
    private boolean pretrained;

    @Option(
        names = "--trained",
        paramLabel = "DIR",
        required = true,
        description = "A directory that train has written into.")
    private Path trained;

    private Weights() {}
  }

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
      defaultValue = "evaluate",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  EvaluateCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    PrintWriter out = spec.commandLine().getOut();
    EvaluationResult result =
        new ZooEvaluation(
                model,
                dataset,
                Optional.ofNullable(weights.trained),
                threads.applied(),
                rounds,
                CommandText.of(spec))
            .run(directory);
    out.print(new EvaluationSummary(result));
    out.printf("%nWrote result.json into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }
}
