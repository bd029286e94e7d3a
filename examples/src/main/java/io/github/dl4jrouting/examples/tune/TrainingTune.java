package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult;
import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.FrontPlot;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.tune.TrainingTuneResult.Best;
import io.github.dl4jrouting.examples.tune.TrainingTuneResult.Candidate;
import io.github.dl4jrouting.zoo.file.WholeFile;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
   * Trains, measures and writes.
   *
   * @param directory receives the files; candidates of an earlier run are taken from it
   * @param out receives a line a step
   * @param watched whether somebody watches a terminal
   * @return what was found
   * @throws IOException if a file cannot be read or written
   */
  public TrainingTuneResult run(Path directory, PrintWriter out, boolean watched)
      throws IOException {
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
    try (SearchReport report = new SearchReport(out, settings.candidates(), score, watched)) {
      found = tuner.run(report);
    }
    double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
    SearchResult search = found.search();
    Best best = best(found, directory);
    TrainingTuneResult result =
        new TrainingTuneResult(
            "tune",
            settings.commandLine(),
            "training",
            data(),
            settings(score),
            best,
            score.isMet(search.best().orElseThrow().outcome().orElseThrow()),
            candidates(found),
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

  private CalibrateResult.Data data() {
    Dataset training = split.training();
    return new CalibrateResult.Data(
        training.name(),
        training.train().size(),
        split.calibration().size(),
        training.test().size(),
        training.classes(),
        training.classNames());
  }

  private TrainingTuneResult.Settings settings(OutcomeScore score) {
    return new TrainingTuneResult.Settings(
        settings.generator().name(),
        settings.objective().toString(),
        score.toString(),
        settings.candidates(),
        width,
        blocks,
        epochs,
        settings.seed(),
        settings.threads());
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
    Outcome searched = best.outcome().orElseThrow();
    return new Best(
        best.index(),
        found.hyperparameters().get(best.index()),
        outcome.accuracy(),
        searched.accuracy(),
        outcome.computeRatio(),
        searched.computeRatio(),
        outcome.skipRatio());
  }

  private static List<Candidate> candidates(TrainingTuner.Found found) {
    Set<Integer> front = front(found.search());
    List<Candidate> candidates = new ArrayList<>();
    for (CandidateRecord one : found.search().candidates()) {
      Optional<Outcome> outcome = one.outcome();
      candidates.add(
          new Candidate(
              one.index(),
              found.hyperparameters().get(one.index()),
              outcome.map(Outcome::accuracy).orElse(null),
              outcome.map(Outcome::computeRatio).orElse(null),
              outcome.map(Outcome::skipRatio).orElse(null),
              front.contains(one.index()),
              one.error().orElse(null)));
    }
    return candidates;
  }

  /** Numbers of the candidates that no other one beats. */
  private static Set<Integer> front(SearchResult search) {
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
        .map(point -> Integer.valueOf(point.criterion()))
        .collect(Collectors.toSet());
  }

  private static FrontPlot plot(TrainingTuneResult result) {
    return new FrontPlot(
        "Training configurations on the calibration samples",
        List.of(
            new FrontPlot.Series(
                "Arbiter",
                result.trained().stream()
                    .filter(Candidate::front)
                    .sorted(Comparator.comparingDouble(c -> -c.searchComputeRatio()))
                    .map(c -> new double[] {c.searchComputeRatio(), c.searchAccuracy()})
                    .toList(),
                true)));
  }
}
