package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.zoo.EvaluationResult;
import io.github.dl4jrouting.examples.zoo.EvaluationSummary;
import io.github.dl4jrouting.examples.zoo.RecipeConsole;
import io.github.dl4jrouting.examples.zoo.TrainableModel;
import io.github.dl4jrouting.examples.zoo.ZooTraining;
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

/** {@code train}: trains the dense twin of a model of the zoo, then the routed model. */
@Command(
    name = "train",
    description = {
      "Trains the dense twin of a model of the zoo by its recipe, then the routed model, which starts"
          + " with the trained weights, and compares them: accuracy, MACs, latency on the inference engine, and whether the route depends on the"
          + " sample.",
      "Writes result.json, dense.zip and routed.zip (DL4J models) into the output directory, and"
          + " after each epoch a checkpoint and metrics.csv below it. Run again, it goes on after the"
          + " last epoch that was done."
    })
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      required = true,
      converter = ModelNameConverter.class,
      completionCandidates = ModelNameConverter.Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private TrainableModel model;

  @Mixin private DataOptions data;

  @Mixin private SeedOptions random;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Passes of each network over the training samples (default: what suits MNIST);"
              + " RoutedLeNet's exits learn alone before, for twice as many.")
  private Optional<Integer> epochs;

  @Option(
      names = "--epoch-samples",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Training samples in an epoch, where there are more: the next epoch goes on with others,"
              + " and each ends with a checkpoint (default: all; "
              + TrainableModel.RES_NET_EPOCH_SAMPLES
              + " for RoutedResNet).")
  private Optional<Integer> epochSamples;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Training samples to set thresholds on, not trained on (default: one in twelve).")
  private Optional<Integer> heldOut;

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
      defaultValue = "train",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  private static final int HELD_OUT_SHARE = 12;

  TrainCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    PrintWriter out = spec.commandLine().getOut();
    ZooTraining training =
        new ZooTraining(
            model,
            dataset,
            heldOut.orElse(Math.max(1, dataset.train().size() / HELD_OUT_SHARE)),
            epochs.orElse(model.epochs()),
            epochSamples.orElse(model.epochSamples()),
            random.seed(),
            threads.applied(),
            rounds,
            CommandText.of(spec));
    EvaluationResult result;
    try (RecipeConsole console = new RecipeConsole(out, System.console() != null)) {
      result = training.run(directory, out, console);
    }
    out.print(new EvaluationSummary(result));
    out.printf("%nWrote result.json, dense.zip and routed.zip into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }
}
