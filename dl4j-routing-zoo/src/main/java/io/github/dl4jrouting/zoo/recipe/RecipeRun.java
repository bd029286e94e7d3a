package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.convolution.FastConvolutions;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A run of a recipe. After each epoch it writes {@value #CHECKPOINT} and {@value #METRICS} into its
 * directory; started again on the same directory, it goes on after the last epoch that was done,
 * and ends with the network that it would have ended with, bit by bit, given as many threads of the
 * same machine.
 *
 * @param recipe what to do
 * @param data what to train on
 * @param directory receives the files; must exist
 */
public record RecipeRun(Recipe recipe, TrainingData data, Path directory) {

  /** Name of the file that a run goes on from. */
  public static final String CHECKPOINT = "checkpoint.zip";

  /** Name of the file with a line an epoch. */
  public static final String METRICS = "metrics.csv";

  private static final long SEEDS_APART = 1_000_003;

  /**
   * Trains, or trains on.
   *
   * @param progress hears how it goes
   * @return the trained network
   * @throws IOException if a file cannot be read or written, or belongs to another recipe
   * @throws IllegalStateException if the loss is no longer a finite number
   */
  public TrainedNetwork run(RecipeProgress progress) throws IOException {
    Checkpoint last = start();
    if (last.epoch() > 0) {
      progress.resumed(last.metrics().get(last.epoch() - 1));
    }
    ComputationGraph network = last.network();
    WeightAverage average =
        new WeightAverage(network, recipe.averaging(), last.average(), last.updates());
    RecipeStep step = new RecipeStep(recipe, network, average);
    List<EpochMetrics> metrics = new ArrayList<>(last.metrics());
    for (int epoch = last.epoch() + 1; epoch <= recipe.epochs(); epoch++) {
      progress.epochStarted(epoch, recipe.epochs(), data.batches());
      if (recipe.startsPhase(epoch)) {
        average.install();
        network = recipe.phase(network, data.batches());
        average = new WeightAverage(network, recipe.averaging());
        step = new RecipeStep(recipe, network, average);
      }
      double loss = epoch(step, epoch, progress);
      network.incrementEpochCount();
      EpochMetrics measured = average.measured(metrics(network, epoch, loss));
      metrics.add(measured);
      new Checkpoint(recipe.description(), network, average.average(), average.updates(), metrics)
          .write(directory.resolve(CHECKPOINT));
      writeMetrics(metrics);
      progress.epochDone(measured, recipe.epochs());
    }
    average.install();
    FastConvolutions.install(network); // whoever trains on may want the inputs' gradient
    return new TrainedNetwork(recipe.finish(network, data.heldOut()), metrics);
  }

  private Checkpoint start() throws IOException {
    var found = Checkpoint.read(directory.resolve(CHECKPOINT), recipe.description());
    if (found.isPresent()) {
      return found.get();
    }
    ComputationGraph network = recipe.start(data.batches());
    INDArray average = network.params().dup();
    return new Checkpoint(recipe.description(), network, average, 0, List.of());
  }

  /** The mean loss of one pass. */
  private double epoch(RecipeStep step, int epoch, RecipeProgress progress) {
    Nd4j.getRandom().setSeed(recipe.seed() * SEEDS_APART + epoch);
    DataSetIterator batches = data.epoch(epoch);
    double sum = 0;
    int count = 0;
    while (batches.hasNext()) {
      sum += step.fit(batches.next(), epoch);
      count++;
      progress.batchDone();
    }
    double loss = sum / count;
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          "epoch "
              + epoch
              + ": expected a finite loss, found "
              + loss
              + "; the training diverged: lower the learning rate, or try another seed");
    }
    return loss;
  }

  private Supplier<EpochMetrics> metrics(ComputationGraph trained, int epoch, double loss) {
    return () -> {
      ComputationGraph network = recipe.measured(trained);
      RoutedOutcome routed = RoutedOutcome.of(network, data.test());
      RoutedOutcome dense =
          routed.through().isEmpty() // nothing to open
              ? routed
              : ForcedPaths.open(network, () -> RoutedOutcome.of(network, data.test()));
      return new EpochMetrics(
          epoch, loss, dense.accuracy(), routed.accuracy(), routed.macs(), routed.through());
    };
  }

  private void writeMetrics(List<EpochMetrics> metrics) throws IOException {
    List<String> lines = new ArrayList<>(List.of(EpochMetrics.HEADER));
    metrics.forEach(epoch -> lines.add(epoch.line()));
    String text = String.join("\n", lines) + "\n";
    WholeFile.write(
        directory.resolve(METRICS), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
