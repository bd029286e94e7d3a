package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.Calibration;
import io.github.dl4jrouting.calibration.ExitCalibrator;
import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.CriterionRow;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Data;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Model;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Point;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Promise;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Settings;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Threshold;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Timing;
import io.github.dl4jrouting.examples.calibrate.Gating.Found;
import io.github.dl4jrouting.examples.calibrate.Gating.Judge;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.FrontPlot;
import io.github.dl4jrouting.examples.report.FrontPlot.Series;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.transform.SkippableBlock;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * One calibration from a trained network to the files that it leaves.
 *
 * @param prepared the network and the samples
 * @param settings what is asked for
 */
public record Calibrate(PreparedModel prepared, CalibrateSettings settings) {

  /**
   * Calibrates, measures and writes.
   *
   * @param directory receives the files
   * @param out receives a line a step
   * @return what was found out
   * @throws IOException if a file cannot be written
   */
  public CalibrateResult run(Path directory, PrintWriter out) throws IOException {
    return settings.gates() == Gates.CONFIDENCE
        ? run(exits(), directory, out)
        : run(activity(), directory, out);
  }

  private ExitGating exits() {
    return new ExitGating(
        new ExitCalibrator(prepared.subject().transform())
            .allowedDrop(settings.allowedDrop())
            .risk(settings.risk())
            .seed(settings.seed())
            .forSplitOf(test().size()));
  }

  private ActivityGating activity() {
    return new ActivityGating(
        settings
            .compensation()
            .calibrator(prepared.subject(), prepared.split().calibration())
            .measures(settings.measures().toArray(ActivityMeasure[]::new))
            .allowedDrop(settings.allowedDrop())
            .risk(settings.risk())
            .seed(settings.seed())
            .forSplitOf(test().size()));
  }

  private Samples test() {
    return prepared.split().training().test();
  }

  private <T> CalibrateResult run(Gating<T> gating, Path directory, PrintWriter out)
      throws IOException {
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Subject subject = prepared.subject();
    Samples calibrationSamples = prepared.split().calibration();
    Samples test = test();
    say(out, "Running the network over " + calibrationSamples.size() + " calibration samples");
    Stopwatch recording = new Stopwatch();
    T traces = gating.record(subject.batches(calibrationSamples));
    double recordingSeconds = recording.seconds();
    say(out, "Searching thresholds and certifying the drop");
    Stopwatch search = new Stopwatch();
    Found<T> found = gating.calibrate(traces, settings.allowedDrop()).get(0);
    Calibration calibration = found.calibration();
    double searchSeconds = search.seconds();
    ComputationGraph calibrated = found.network(calibration.chosen());

    say(out, "Measuring on " + test.size() + " test samples");
    Judgement before = Judgement.of(subject.network(), subject, test);
    Judgement after = Judgement.of(calibrated, subject, test);
    SpeedMeasurement speed =
        new SpeedMeasurement(subject, test, settings.rounds(), before.macs() / after.macs());
    Judge judge = found.judge(gating.record(subject.batches(test)));
    List<Point> front = front(found, judge, speed);
    CalibrateResult result =
        new CalibrateResult(
            "calibrate",
            settings.commandLine(),
            data(),
            model(),
            new Settings(
                settings.allowedDrop(),
                settings.risk(),
                settings.gates().toString(),
                settings.measures().stream().map(ActivityMeasure::name).toList(),
                settings.compensation().toString(),
                settings.seed(),
                settings.threads()),
            before.accuracy(),
            after.accuracy(),
            before.accuracy() - after.accuracy(),
            judge.outcome(calibration.chosen()).skipRatio(),
            after.macs() / before.macs(),
            speed.of(calibrated),
            thresholds(calibration, after),
            front,
            criteria(out),
            promises(gating, out),
            Environment.current(),
            new Timing(startedAt, prepared.trainingSeconds(), recordingSeconds, searchSeconds));
    write(directory, result, calibrated);
    return result;
  }

  private static void say(PrintWriter out, String step) {
    out.println(step);
    out.flush();
  }

  private Data data() {
    return new Data(
        prepared.split().training().name(),
        prepared.recipe().isPresent() ? prepared.split().training().train().size() : 0,
        prepared.split().calibration().size(),
        prepared.split().training().test().size(),
        prepared.split().training().classes(),
        prepared.split().training().classNames());
  }

  private Model model() {
    Subject subject = prepared.subject();
    return new Model(
        prepared.source(),
        prepared.recipe().orElse(null),
        subject.network().numParams(),
        subject.transform().macs(),
        subject.transform().blocks().stream().map(SkippableBlock::name).toList());
  }

  private static List<Threshold> thresholds(Calibration calibration, Judgement after) {
    List<Threshold> thresholds = new ArrayList<>();
    OperatingPoint chosen = calibration.chosen();
    for (int i = 0; i < calibration.gates().size(); i++) {
      String gate = calibration.gates().get(i);
      double threshold = chosen.thresholds().get(i);
      thresholds.add(
          new Threshold(
              gate,
              chosen.criterion(),
              Skips.of(chosen, i),
              Double.isInfinite(threshold) ? null : threshold,
              after.skipped().getOrDefault(gate, 0.0)));
    }
    return thresholds;
  }

  private <T> List<Point> front(Found<T> found, Judge judge, SpeedMeasurement speed) {
    Calibration calibration = found.calibration();
    List<Point> front = new ArrayList<>();
    for (OperatingPoint point : calibration.front()) {
      Outcome outcome = judge.outcome(point);
      front.add(
          new Point(
              outcome.accuracy(),
              point.outcome().accuracy(),
              outcome.macs(),
              outcome.computeRatio(),
              outcome.skipRatio(),
              settings.latency() ? speed.medianMicros(found.network(point)) : null,
              point.criterion(),
              point.thresholds(),
              IntStream.range(0, calibration.gates().size())
                  .mapToObj(gate -> Skips.of(point, gate))
                  .toList(),
              point.equals(calibration.chosen())));
    }
    return front;
  }

  private List<CriterionRow> criteria(PrintWriter out) {
    if (!settings.comparison()) {
      return List.of();
    }
    say(out, "Comparing criteria");
    CalibrationSplit split = prepared.split();
    return new CriteriaContest(prepared.subject(), split.calibration(), split.training().test())
        .rows();
  }

  private <T> List<Promise> promises(Gating<T> gating, PrintWriter out) {
    if (settings.splits() == 0) {
      return List.of();
    }
    Samples unseen = new UnseenSamples(prepared.split());
    say(out, "Checking the promise on " + settings.splits() + " random splits");
    return new PromiseCheck<>(
            gating,
            gating.record(prepared.subject().batches(unseen)),
            prepared.split().calibration().size(),
            settings.splits(),
            settings.drops(),
            settings.seed())
        .run(
            () -> {
              out.print('.');
              out.flush();
            });
  }

  private static void write(Path directory, CalibrateResult result, ComputationGraph calibrated)
      throws IOException {
    WholeFile.write(
        directory.resolve("calibrated.zip"),
        out -> ModelSerializer.writeModel(calibrated, out, true));
    FrontCsv.write(directory.resolve("pareto.csv"), result.pareto());
    plot(result).write(directory, "pareto");
    ResultJson.write(directory.resolve("result.json"), result);
  }

  private static FrontPlot plot(CalibrateResult result) {
    double[] chosen = {result.computeRatio(), result.accuracy()};
    return new FrontPlot(
        "Accuracy over compute on the test samples",
        List.of(
            new Series("front", points(result.pareto()), true),
            new Series("calibrated", List.of(chosen), false),
            new Series("original", List.of(new double[] {1, result.baselineAccuracy()}), false)));
  }

  private static List<double[]> points(List<Point> front) {
    return front.stream().map(p -> new double[] {p.computeRatio(), p.accuracy()}).toList();
  }
}
