package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.calibration.ThresholdCalibrator;
import io.github.dl4jrouting.calibration.ThresholdFront;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.calibrate.Subject;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.FrontPlot;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.tune.TuneResult.Advantages;
import io.github.dl4jrouting.examples.tune.TuneResult.Point;
import io.github.dl4jrouting.examples.tune.TuneResult.Settings;
import io.github.dl4jrouting.examples.tune.TuneResult.Timing;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.zoo.file.WholeFile;
import io.github.dl4jrouting.zoo.search.objective.OutcomeScore;
import io.github.dl4jrouting.zoo.search.threshold.FoundThresholds;
import io.github.dl4jrouting.zoo.search.threshold.ThresholdTuner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * One search over the thresholds of a trained network, from the network to the files that it
 * leaves.
 *
 * @param prepared the network and the samples
 * @param settings what is asked for
 */
public record ThresholdTune(PreparedModel prepared, TuneSettings settings) {
  private static final double NANOS_A_SECOND = 1e9;

  /**
   * Searches, compares and writes.
   *
   * @param directory receives the files; candidates of an earlier run are taken from it
   * @param out receives a line a step
   * @param watched whether somebody watches a terminal
   * @return what was found
   * @throws IOException if a file cannot be read or written
   */
  public TuneResult run(Path directory, PrintWriter out, boolean watched) throws IOException {
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Subject subject = prepared.subject();
    ThresholdCalibrator calibrator =
        new ThresholdCalibrator(subject.transform())
            .measures(settings.measures().toArray(ActivityMeasure[]::new));
    say(out, "Running all paths over " + prepared.split().calibration().size() + " samples");
    long start = System.nanoTime();
    Map<ActivityMeasure, GateTraces> searched =
        byMeasure(calibrator.record(subject.batches(prepared.split().calibration())));
    double recordingSeconds = seconds(start);

    GateTraces any = searched.values().iterator().next();
    double searchBaseline = open(any).accuracy();
    OutcomeScore score = settings.objective().score(settings.limits(), searchBaseline);
    checkReach(any);
    say(out, "Searching thresholds for the best " + score);
    start = System.nanoTime();
    FoundThresholds found;
    try (SearchReport report = new SearchReport(out, settings.candidates(), score, watched)) {
      found =
          new ThresholdTuner(searched, score)
              .generator(settings.generator())
              .candidates(settings.candidates())
              .seed(settings.seed())
              .directory(directory)
              .progress(report)
              .run();
    }
    double searchSeconds = seconds(start);
    say(out, "Searching with the calibrator on the same samples");
    start = System.nanoTime();
    List<OperatingPoint> front = ThresholdFront.of(searched, EnumSet.allOf(Direction.class));
    double calibratorSeconds = seconds(start);

    say(out, "Judging both on the test samples");
    Map<ActivityMeasure, GateTraces> test =
        byMeasure(calibrator.record(subject.batches(prepared.split().training().test())));
    OperatingPoint best =
        found
            .best()
            .orElseThrow(
                () -> new IllegalStateException("Every candidate failed; see " + directory));
    GateWords words = new GateWords(found.gates());
    TuneResult result =
        new TuneResult(
            "tune",
            settings.commandLine(),
            "thresholds",
            ResultParts.data(prepared),
            ResultParts.model(prepared),
            settings(score),
            open(test.values().iterator().next()).accuracy(),
            point(best, test, words),
            score.isMet(best.outcome()),
            points(found.front(), test, words),
            points(front, test, words),
            advantages(found.front(), front, test),
            found.search().candidates().size(),
            found.search().failed(),
            found.search().resumed(),
            searchSeconds,
            new Timing(startedAt, prepared.trainingSeconds(), recordingSeconds, calibratorSeconds),
            Environment.current());
    write(directory, result, found, calibrator.network(found.gates(), best));
    return result;
  }

  private static void say(PrintWriter out, String step) {
    out.println(step);
    out.flush();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS_A_SECOND;
  }

  /** The calibrator records measures in the order of their declaration. */
  private Map<ActivityMeasure, GateTraces> byMeasure(List<GateTraces> traces) {
    Map<ActivityMeasure, GateTraces> byMeasure = new EnumMap<>(ActivityMeasure.class);
    Iterator<GateTraces> next = traces.iterator();
    EnumSet.copyOf(settings.measures()).forEach(measure -> byMeasure.put(measure, next.next()));
    return byMeasure;
  }

  private static Outcome open(GateTraces traces) {
    return traces.evaluate(traces.directions().stream().mapToDouble(Direction::open).toArray());
  }

  /** A budget that no thresholds keep to is refused before anything is searched. */
  private void checkReach(GateTraces traces) {
    double least =
        traces
            .evaluate(traces.directions().stream().mapToDouble(Direction::closed).toArray())
            .computeRatio();
    double budget = settings.limits().computeBudget();
    if (settings.objective() == Objective.ACCURACY_AT_COMPUTE && budget < least) {
      throw new IllegalArgumentException(
          "--compute-budget: expected at least %.4f, what remains with all gates closed, found %s"
              .formatted(least, budget));
    }
  }

  private Settings settings(OutcomeScore score) {
    return new Settings(
        settings.generator().toString(),
        settings.objective().toString(),
        score.toString(),
        settings.candidates(),
        settings.measures().stream().map(ActivityMeasure::name).toList(),
        settings.seed(),
        settings.threads());
  }

  private static Outcome on(Map<ActivityMeasure, GateTraces> traces, OperatingPoint point) {
    double[] thresholds = point.thresholds().stream().mapToDouble(Double::doubleValue).toArray();
    return traces
        .get(ActivityMeasure.valueOf(point.criterion()))
        .evaluate(thresholds, point.directions());
  }

  private static Point point(
      OperatingPoint point, Map<ActivityMeasure, GateTraces> test, GateWords words) {
    Outcome outcome = on(test, point);
    return new Point(
        outcome.accuracy(),
        point.outcome().accuracy(),
        outcome.computeRatio(),
        point.outcome().computeRatio(),
        outcome.skipRatio(),
        point.criterion(),
        words.of(point));
  }

  private static List<Point> points(
      List<OperatingPoint> front, Map<ActivityMeasure, GateTraces> test, GateWords words) {
    return front.stream().map(point -> point(point, test, words)).toList();
  }

  private static Advantages advantages(
      List<OperatingPoint> arbiter,
      List<OperatingPoint> calibrator,
      Map<ActivityMeasure, GateTraces> test) {
    FrontComparison.Advantage onTest =
        new FrontComparison(
                arbiter.stream().map(point -> on(test, point)).toList(),
                calibrator.stream().map(point -> on(test, point)).toList())
            .largest()
            .orElseThrow();
    FrontComparison.Advantage onSearch =
        new FrontComparison(
                arbiter.stream().map(OperatingPoint::outcome).toList(),
                calibrator.stream().map(OperatingPoint::outcome).toList())
            .largest()
            .orElseThrow();
    return new Advantages(
        onTest.points(), onSearch.points(), onTest.computeRatio(), onSearch.computeRatio());
  }

  private static void write(
      Path directory, TuneResult result, FoundThresholds found, ComputationGraph tuned)
      throws IOException {
    WholeFile.write(
        directory.resolve("tuned.zip"), out -> ModelSerializer.writeModel(tuned, out, true));
    GateWords words = new GateWords(found.gates());
    Iterator<OperatingPoint> points = found.points().iterator();
    List<Map<String, String>> columns =
        found.search().candidates().stream()
            .map(
                candidate ->
                    candidate.outcome().isPresent()
                        ? words.columns(points.next())
                        : Map.<String, String>of())
            .toList();
    new CandidateCsv(found.search().candidates(), columns)
        .write(directory.resolve("candidates.csv"));
    plot(result).write(directory, "pareto");
    ResultJson.write(directory.resolve("result.json"), result);
  }

  private static FrontPlot plot(TuneResult result) {
    double[] best = {result.best().computeRatio(), result.best().accuracy()};
    return new FrontPlot(
        "Arbiter's and the calibrator's thresholds on the test samples",
        List.of(
            new FrontPlot.Series("calibrator", series(result.calibratorPareto()), true),
            new FrontPlot.Series("Arbiter", series(result.pareto()), true),
            new FrontPlot.Series("best by the objective", List.of(best), false)));
  }

  private static List<double[]> series(List<Point> points) {
    return points.stream().map(p -> new double[] {p.computeRatio(), p.accuracy()}).toList();
  }
}
