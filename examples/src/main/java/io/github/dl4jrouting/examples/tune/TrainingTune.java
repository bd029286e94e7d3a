package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.FrontPlot;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.report.WholeFile;
import io.github.dl4jrouting.zoo.search.CandidateRecord;
import io.github.dl4jrouting.zoo.search.GuardedData;
import io.github.dl4jrouting.zoo.search.SearchResult;
import io.github.dl4jrouting.zoo.search.objective.GraphOutcome;
import io.github.dl4jrouting.zoo.search.objective.OutcomeScore;
import io.github.dl4jrouting.zoo.search.training.RoutedMlpSpace;
import io.github.dl4jrouting.zoo.search.training.TrainingTuner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * One search over training configurations: every candidate is trained on the training samples and
 * scored on the calibration samples; the best is measured on the test samples.
 *
 * @param split the samples
 * @param settings what is asked for
 * @param width units of the stem and of every block
 * @param blocks number of blocks
 * @param epochs passes over the training samples
 */
public record TrainingTune(
    CalibrationSplit split, TuneSettings settings, int width, int blocks, int epochs) {
  private static final int BATCH = 200;
  private static final double NANOS_A_SECOND = 1e9;

  /**
   * What a search over training configurations found; {@code result.json} is this.
   *
   * @param command {@code tune}
   * @param commandLine what to type for it
   * @param search {@code training}
   * @param dataset name of the data set
   * @param score the objective in words, with its numbers
   * @param seed start of all randomness
   * @param best the best candidate, whose network is in tuned.zip
   * @param pareto all candidates that no other one beats, by number
   * @param candidates how many were trained
   * @param failed how many of them failed
   * @param resumed how many of them an earlier run had trained
   * @param seconds how long it took, in this run
   * @param environment what it ran on
   */
  public record Result(
      String command,
      String commandLine,
      String search,
      String dataset,
      String score,
      long seed,
      Best best,
      List<Point> pareto,
      int candidates,
      int failed,
      int resumed,
      double seconds,
      Environment environment) {
    @Override
    public String toString() {
      return "%nBest of %d (%d failed): candidate %d, accuracy %.2f %%, compute ratio %.2f %% on the test samples%n  %s%n"
          .formatted(
              candidates,
              failed,
              best.index,
              100 * best.accuracy,
              100 * best.computeRatio,
              best.hyperparameters);
    }
  }

  /**
   * The best candidate.
   *
   * @param index its number
   * @param hyperparameters by name
   * @param accuracy on the test samples
   * @param searchAccuracy on the calibration samples
   * @param computeRatio on the test samples
   * @param skipRatio on the test samples
   */
  public record Best(
      int index,
      Map<String, String> hyperparameters,
      double accuracy,
      double searchAccuracy,
      double computeRatio,
      double skipRatio) {}

  /**
   * A candidate of the front.
   *
   * @param index its number
   * @param searchAccuracy on the calibration samples
   * @param searchComputeRatio on the calibration samples
   */
  public record Point(int index, double searchAccuracy, double searchComputeRatio) {}

  /**
   * Trains, measures and writes.
   *
   * @param directory receives the files; candidates of an earlier run are taken from it
   * @param out receives a line a step
   * @param watched whether somebody watches a terminal
   * @return what was found
   * @throws IOException if a file cannot be read or written
   */
  public Result run(Path directory, PrintWriter out, boolean watched) throws IOException {
    // Without a trained network there is no accuracy that a drop could start from but the whole.
    OutcomeScore score = settings.objective().score(settings.limits(), 1);
    out.println("Training " + settings.candidates() + " candidates for the best " + score);
    int classes = split.training().classes();
    Samples train = split.training().train();
    TrainingTuner tuner =
        new TrainingTuner(
            new RoutedMlpSpace(
                train.shape().features(), classes, width, blocks, epochs, settings.seed()),
            GuardedData.of(
                () -> MiniBatches.shuffled(train, classes, BATCH, settings.seed()),
                () -> MiniBatches.inOrder(split.calibration(), classes, BATCH)),
            score,
            settings.generator(),
            settings.candidates(),
            settings.seed(),
            directory);
    long start = System.nanoTime();
    TrainingTuner.Found found;
    try (SearchReport report =
        new SearchReport(out, settings.candidates(), score.minimize(), watched)) {
      found = tuner.run(report);
    }
    double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
    SearchResult search = found.search();
    Result result =
        new Result(
            "tune",
            settings.commandLine(),
            "training",
            split.training().name(),
            score.toString(),
            settings.seed(),
            best(found, directory),
            front(search),
            search.candidates().size(),
            search.failed(),
            search.resumed(),
            seconds,
            Environment.current());
    new CandidateCsv(search.candidates(), found.hyperparameters())
        .write(directory.resolve("candidates.csv"));
    plot(result).write(directory, "pareto");
    ResultJson.write(directory.resolve("result.json"), result);
    return result;
  }

  private Best best(TrainingTuner.Found found, Path directory) throws IOException {
    CandidateRecord best =
        found
            .search()
            .best()
            .orElseThrow(
                () -> new IllegalStateException("Every candidate failed; see " + directory));
    Path file = found.best().orElseThrow();
    ComputationGraph network = ModelSerializer.restoreComputationGraph(file.toFile());
    MiniBatches test =
        MiniBatches.inOrder(split.training().test(), split.training().classes(), BATCH);
    Outcome outcome = GraphOutcome.of(network, GuardedData.of(() -> test, () -> test).test());
    WholeFile.write(directory.resolve("tuned.zip"), out -> Files.copy(file, out));
    return new Best(
        best.index(),
        found.hyperparameters().get(best.index()),
        outcome.accuracy(),
        best.outcome().orElseThrow().accuracy(),
        outcome.computeRatio(),
        outcome.skipRatio());
  }

  private static List<Point> front(SearchResult search) {
    List<OperatingPoint> points =
        search.candidates().stream()
            .flatMap(
                candidate ->
                    candidate.outcome().stream()
                        .map(
                            outcome ->
                                new OperatingPoint(
                                    String.valueOf(candidate.index()),
                                    List.of(),
                                    List.of(),
                                    outcome)))
            .toList();
    return OperatingPoint.paretoFront(points).stream()
        .map(
            point ->
                new Point(
                    Integer.parseInt(point.criterion()),
                    point.outcome().accuracy(),
                    point.outcome().computeRatio()))
        .toList();
  }

  private static FrontPlot plot(Result result) {
    return new FrontPlot(
        "Training configurations on the calibration samples",
        List.of(
            new FrontPlot.Series(
                "Arbiter",
                result.pareto().stream()
                    .map(p -> new double[] {p.searchComputeRatio(), p.searchAccuracy()})
                    .toList(),
                true)));
  }
}
