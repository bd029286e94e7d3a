package io.github.dl4jrouting.examples.quickstart;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.measure.Measurement;
import io.github.dl4jrouting.examples.measure.PathTally;
import io.github.dl4jrouting.examples.measure.RouteCost;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult.Block;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult.ClassRouting;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult.Data;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult.Network;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult.Routed;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult.Timing;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.training.EpochResult;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import io.github.dl4jrouting.examples.training.TrainingRun;
import io.github.dl4jrouting.examples.training.UsualEpochs;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Trains the twins one after the other, measures both on the test samples and leaves the result and
 * the models in a directory.
 *
 * @param data samples to train and to measure on
 * @param seed start of all randomness
 * @param epochs passes over the training samples, at least 1
 * @param threads how many threads compute, for the record
 * @param commandLine what was typed, for the record
 */
public record Quickstart(Dataset data, long seed, int epochs, int threads, String commandLine) {

  /** Epochs that bring both twins to their best in about a minute on two cores. */
  public static final int DEFAULT_EPOCHS = 20;

  private static final int SHIFT = 2;

  /** Remembers the last 200 mini-batches or so, 4 of the embedded digits' epochs. */
  private static final double AVERAGING = 0.995;

  /** A trained network and how it came to be. */
  private record Trained(ComputationGraph graph, List<EpochResult> epochs, double seconds) {}

  /**
   * How many passes both twins take to their best.
   *
   * @param data what they train on
   * @return {@link #DEFAULT_EPOCHS}, or more where samples are few
   */
  public static int usualEpochs(Dataset data) {
    return new UsualEpochs(DEFAULT_EPOCHS, TwinNetworks.BATCH).over(data.train().size());
  }

  /**
   * Runs it all.
   *
   * @param directory receives result.json, dense.zip and routed.zip; must exist
   * @param out told which network is being trained
   * @param progress hears how the trainings go
   * @return what is in result.json
   * @throws IOException if a file cannot be written
   */
  public QuickstartResult run(Path directory, PrintWriter out, TrainingProgress progress)
      throws IOException {
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    int batches = MiniBatches.count(data.train().size(), TwinNetworks.BATCH);
    TwinNetworks twins =
        new TwinNetworks(data.shape().features(), data.classes(), seed, epochs * batches);
    out.printf(
        Locale.ROOT,
        "%s: %,d training and %,d test samples, %d classes, seed %d%n",
        data.name(),
        data.train().size(),
        data.test().size(),
        data.classes(),
        seed);
    Trained dense = trained("dense", twins.dense(), out, progress);
    Trained routed = trained("routed", twins.routed(), out, progress);
    QuickstartResult result = result(dense, routed, startedAt);
    save(dense.graph, directory.resolve("dense.zip"));
    save(routed.graph, directory.resolve("routed.zip"));
    ResultJson.write(directory.resolve("result.json"), result);
    return result;
  }

  private Trained trained(
      String name, ComputationGraph graph, PrintWriter out, TrainingProgress progress) {
    out.printf(
        Locale.ROOT,
        "%nTraining the %s network (%,d parameters, %d epochs)%n",
        name,
        graph.numParams(),
        epochs);
    out.flush();
    long start = System.nanoTime();
    List<EpochResult> results =
        new TrainingRun(data, epochs, TwinNetworks.BATCH, seed, SHIFT, AVERAGING)
            .train(graph, progress);
    return new Trained(graph, results, (System.nanoTime() - start) / 1e9);
  }

  private QuickstartResult result(Trained dense, Trained routed, String startedAt) {
    InputType pixels = InputType.feedForward(data.shape().features());
    Measurement ofDense = Measurement.of(dense.graph, data.test(), data.classes());
    Measurement ofRouted = Measurement.of(routed.graph, data.test(), data.classes());
    double denseMacs = new RouteCost(dense.graph, pixels).mean(ofDense);
    RouteCost cost = new RouteCost(routed.graph, pixels);
    double routedMacs = cost.mean(ofRouted);
    return new QuickstartResult(
        "quickstart",
        commandLine,
        new Data(
            data.name(),
            data.train().size(),
            data.test().size(),
            data.classes(),
            data.classNames(),
            data.shape().toString()),
        seed,
        epochs,
        threads,
        new Network(ofDense.accuracy(), denseMacs, dense.graph.numParams(), dense.epochs),
        new Routed(
            ofRouted.accuracy(),
            ofRouted.skipRatio(),
            1 - ofRouted.skipRatio(),
            routedMacs,
            routedMacs / denseMacs,
            ofRouted.distinctRoutes(),
            routed.graph.numParams(),
            blocks(ofRouted),
            classes(ofRouted, cost),
            routed.epochs),
        ofDense.accuracy() - ofRouted.accuracy(),
        Environment.current(),
        new Timing(startedAt, dense.seconds, routed.seconds));
  }

  private static List<Block> blocks(Measurement measurement) {
    List<Block> blocks = new ArrayList<>();
    for (PathTally tally : measurement.blocks()) {
      Map<String, Double> shares = new LinkedHashMap<>();
      for (int k = 0; k < tally.pathNames().size(); k++) {
        shares.put(tally.pathNames().get(k), tally.share(k));
      }
      List<Double> throughByClass = new ArrayList<>();
      for (int label = 0; label < measurement.classes(); label++) {
        throughByClass.add(tally.share(0, label));
      }
      blocks.add(new Block(tally.block(), shares, throughByClass));
    }
    return blocks;
  }

  private static List<ClassRouting> classes(Measurement measurement, RouteCost cost) {
    List<ClassRouting> classes = new ArrayList<>();
    for (int label = 0; label < measurement.classes(); label++) {
      classes.add(
          new ClassRouting(
              label,
              measurement.samples(label),
              measurement.accuracy(label),
              measurement.skipRatio(label),
              cost.mean(measurement, label)));
    }
    return classes;
  }

  private static void save(ComputationGraph graph, Path target) throws IOException {
    WholeFile.write(target, out -> ModelSerializer.writeModel(graph, out, true));
  }
}
