package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.zoo.file.WholeFile;
import io.github.dl4jrouting.zoo.recipe.Recipe;
import io.github.dl4jrouting.zoo.recipe.RecipeProgress;
import io.github.dl4jrouting.zoo.recipe.RecipeRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Trains the dense twin of a model of the zoo by its recipe, then the routed model from there on,
 * and measures both.
 *
 * @param model what to train
 * @param data what to train and to measure on
 * @param heldOutSamples training samples to set thresholds on
 * @param epochs passes of each network over the others, or over parts of them; an exit that learns
 *     alone at first takes more
 * @param epochSamples samples in an epoch at most; where there are more, epochs take turns
 * @param seed start of all randomness
 * @param threads how many threads train
 * @param rounds of timing
 * @param commandLine what to type for it
 */
public record ZooTraining(
    TrainableModel model,
    Dataset data,
    int heldOutSamples,
    int epochs,
    int epochSamples,
    long seed,
    int threads,
    int rounds,
    String commandLine) {

  /** The file with the dense twin. */
  public static final String DENSE = "dense.zip";

  /** The file with the routed network. */
  public static final String ROUTED = "routed.zip";

  /**
   * Trains, or goes on where an earlier run in the directory ended, measures and writes.
   *
   * @param directory receives result.json, both networks, and a directory for each training
   * @param out told what is done
   * @param progress hears how the trainings go
   * @return what is in result.json
   * @throws IOException if a file cannot be read or written
   */
  public EvaluationResult run(Path directory, PrintWriter out, RecipeProgress progress)
      throws IOException {
    CalibrationSplit split = CalibrationSplit.of(model.prepared(data), heldOutSamples, seed);
    RecipeData samples =
        new RecipeData(
            split.training(),
            split.calibration(),
            model.images(),
            model.batch(),
            epochSamples,
            model.shift(),
            seed);
    long start = System.nanoTime();
    ComputationGraph dense =
        trained(
            "dense",
            model.recipe(samples.data(), false, epochs, seed),
            samples,
            directory,
            out,
            progress);
    ComputationGraph routed =
        trained(
            "routed",
            model.recipe(samples.data(), true, epochs, seed).from(dense),
            samples,
            directory,
            out,
            progress);
    double seconds = (System.nanoTime() - start) / 1e9;
    write(dense, directory.resolve(DENSE));
    write(routed, directory.resolve(ROUTED));
    out.printf(Locale.ROOT, "Measuring on %,d test samples%n", data.test().size());
    out.flush();
    Evaluation.Measured measured = new Evaluation(samples, rounds).of(dense, routed);
    EvaluationResult result =
        new EvaluationResult(
            "train",
            commandLine,
            model.toString(),
            "trained",
            data.name(),
            data.test().size(),
            seed,
            epochs,
            Math.min(epochSamples, samples.data().train().size()),
            threads,
            measured.dense(),
            measured.routed(),
            measured.accuracyGap(),
            measured.speedup(),
            measured.inputDependence(),
            measured.gates(),
            Environment.current(),
            seconds);
    ResultJson.write(directory.resolve("result.json"), result);
    return result;
  }

  private ComputationGraph trained(
      String name,
      Recipe recipe,
      RecipeData samples,
      Path directory,
      PrintWriter out,
      RecipeProgress progress)
      throws IOException {
    out.printf(
        Locale.ROOT,
        "Training the %s %s on %,d samples%n",
        name,
        model,
        samples.data().train().size());
    out.flush();
    Path own = Files.createDirectories(directory.resolve(name));
    return new RecipeRun(recipe, samples, own).run(progress).network();
  }

  private static void write(ComputationGraph network, Path file) throws IOException {
    WholeFile.write(file, out -> ModelSerializer.writeModel(network, out, false));
  }
}
