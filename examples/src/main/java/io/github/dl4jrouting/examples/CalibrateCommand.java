package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.calibrate.Calibrate;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult;
import io.github.dl4jrouting.examples.calibrate.CalibrateSettings;
import io.github.dl4jrouting.examples.calibrate.CalibrateSummary;
import io.github.dl4jrouting.examples.calibrate.Compensation;
import io.github.dl4jrouting.examples.calibrate.Gates;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.calibrate.Recipe;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.gate.ActivityMeasure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code calibrate}: makes a trained network skip, within an accuracy that the user names. */
@Command(
    name = "calibrate",
    description = {
      "Gives a trained network early exits, or gates around its blocks, and sets their thresholds,"
          + " without training it again, for the largest saving within --allowed-drop.",
      "Writes result.json, calibrated.zip (the network with its gates), pareto.csv, pareto.svg and"
          + " pareto.png into the output directory."
    })
final class CalibrateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Mixin private ModelOptions model;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "calibrate",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--allowed-drop",
      paramLabel = "SHARE",
      defaultValue = "0.005",
      converter = Share.class,
      description = "Accuracy that may be lost (default: ${DEFAULT-VALUE}, half a point).")
  private double allowedDrop;

  @Option(
      names = "--risk",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      converter = Share.class,
      description =
          "Probability with which the test samples may lose more (default: ${DEFAULT-VALUE}).")
  private double risk;

  @Option(
      names = "--gates",
      paramLabel = "WHAT",
      description =
          "What decides whether a sample skips: confidence, who is sure of a class leaves the network"
              + " at an early exit, or activity, a gate around each block (default: confidence;"
              + " activity with --measure or --compensate).")
  private Gates gates;

  @Option(
      names = {"--measure", "--criterion"},
      paramLabel = "NAME",
      split = ",",
      description =
          "Activity measures to choose from: ${COMPLETION-CANDIDATES} (default: all of them).")
  private List<ActivityMeasure> measures;

  @Option(
      names = "--compensate",
      paramLabel = "HOW",
      defaultValue = "none",
      description =
          "What stands in for a skipped block: its input (none), scaled by one number (scalar), or"
              + " scaled and shifted channel by channel (affine), fitted on the calibration samples"
              + " (default: ${DEFAULT-VALUE}).")
  private Compensation compensation;

  @Option(
      names = "--splits",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Check the promise too: on N random splits of all samples not trained on, how often is"
              + " more lost than --drops (default: no check).")
  private Integer splits;

  @Option(
      names = "--drops",
      paramLabel = "SHARE",
      split = ",",
      defaultValue = "0.001,0.005,0.01,0.02",
      converter = Share.class,
      description = "Promises that --splits checks (default: ${DEFAULT-VALUE}).")
  private List<Double> drops;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "41",
      converter = PositiveInt.class,
      description = "Rounds of timing, of which the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--no-latency",
      description = "Time the calibrated network alone, not every point of the front.")
  private boolean noLatency;

  @Option(
      names = "--no-comparison",
      description = "Leave out the comparison of criteria, which takes as long as all the rest.")
  private boolean noComparison;

  CalibrateCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    model.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    int held = calibrationSamples(dataset);
    PrintWriter out = spec.commandLine().getOut();
    CalibrateSettings settings = settings(held, threads.applied());
    CalibrateResult result;
    try {
      PreparedModel prepared = model.prepare(dataset, held, Recipe.BLOCKS, out);
      result = new Calibrate(prepared, settings).run(directory, out);
    } catch (IllegalArgumentException e) { // the library's word on a network or on samples
      throw new IllegalStateException(e.getMessage(), e);
    }
    out.print(new CalibrateSummary(result));
    out.printf(
        "%nWrote result.json, calibrated.zip, pareto.csv, pareto.svg and pareto.png into %s%n",
        directory);
    out.flush();
    return ExitCode.OK;
  }

  /** What cannot be promised is refused before anything is trained. */
  private int calibrationSamples(Dataset dataset) {
    double smallest = drops.stream().min(Double::compare).orElse(allowedDrop);
    boolean checked = splits != null && smallest < allowedDrop;
    return checked
        ? model.calibrationSamples(dataset, "--drops", smallest, risk)
        : model.calibrationSamples(dataset, "--allowed-drop", allowedDrop, risk);
  }

  private Gates chosenGates() {
    boolean ofActivity = measures != null || compensation != Compensation.NONE;
    if (gates == Gates.CONFIDENCE && ofActivity) {
      throw new ParameterException(
          spec.commandLine(),
          "--gates: expected activity with --measure or --compensate, which are about gates around"
              + " blocks, found confidence; leave out one of them");
    }
    if (gates != null) {
      return gates;
    }
    return ofActivity ? Gates.ACTIVITY : Gates.CONFIDENCE;
  }

  private CalibrateSettings settings(int held, int threadsUsed) {
    return new CalibrateSettings(
        allowedDrop,
        risk,
        chosenGates(),
        measures == null ? Stream.of(ActivityMeasure.values()).toList() : measures,
        compensation,
        held,
        model.seed(),
        splits == null ? 0 : splits,
        drops,
        rounds,
        !noLatency,
        !noComparison,
        threadsUsed,
        CommandText.of(spec));
  }
}
