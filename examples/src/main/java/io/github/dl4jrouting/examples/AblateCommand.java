package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.ablate.Ablate;
import io.github.dl4jrouting.examples.ablate.AblateFiles;
import io.github.dl4jrouting.examples.ablate.AblateResult;
import io.github.dl4jrouting.examples.ablate.AblateSettings;
import io.github.dl4jrouting.examples.ablate.PenaltyKind;
import io.github.dl4jrouting.examples.ablate.RouterKind;
import io.github.dl4jrouting.examples.calibrate.HoldOut;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.training.ConsoleProgress;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.router.TrainingMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ablate}: thresholds, activity measures, routers, trainings and penalties, each varied. */
@Command(
    name = "ablate",
    description = {
      "Varies what decides: thresholds and activity measures of gates on a trained network, and"
          + " routers, how they are trained and what holds them back, each trained with its network.",
      "Writes cells.jsonl as it goes, and goes on from there when it is run again on the same"
          + " --output; at the end result.json, ablation.csv and the plots gates and routers."
    })
final class AblateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private DataOptions data;

  @Mixin private SeedOptions random;

  @Mixin private ThreadOptions threads;

  @Mixin private CacheOptions cache;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "ablate",
      description = "Directory to write into, and to go on from (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--measures",
      paramLabel = "NAME",
      split = ",",
      description = "Activity measures of gates: ${COMPLETION-CANDIDATES} (default: all of them).")
  private List<ActivityMeasure> measures;

  @Option(
      names = "--directions",
      paramLabel = "SIDE",
      split = ",",
      description =
          "Whether gates skip low or high activity: ${COMPLETION-CANDIDATES} (default: both).")
  private List<Direction> directions;

  @Option(
      names = "--thresholds",
      paramLabel = "TAU",
      split = ",",
      defaultValue = "0.1,0.2,0.4",
      converter = NonNegative.class,
      description = "Thresholds that all gates share (default: ${DEFAULT-VALUE}).")
  private List<Double> thresholds;

  @Option(
      names = "--skip-targets",
      paramLabel = "SHARE",
      split = ",",
      defaultValue = "0.25,0.5,0.667",
      converter = Share.class,
      description =
          "Shares of the samples that each gate shall skip, for which its threshold is set"
              + " (default: ${DEFAULT-VALUE}).")
  private List<Double> skipTargets;

  @Option(
      names = "--routers",
      paramLabel = "KIND",
      split = ",",
      description = "Routers to train: ${COMPLETION-CANDIDATES} (default: all of them).")
  private List<RouterKind> routers;

  @Option(
      names = "--trainings",
      paramLabel = "MODE",
      split = ",",
      description = "How to train them: ${COMPLETION-CANDIDATES} (default: all of them).")
  private List<TrainingMode> trainings;

  @Option(
      names = "--penalties",
      paramLabel = "NAME:WEIGHT",
      split = ",",
      defaultValue = "none,target-rate:1,expected-cost:0.02,entropy:0.02",
      converter = ByName.class,
      description =
          "What holds routers back: none, or entropy, expected-cost, target-rate, load-balance or"
              + " router-z with a weight (default: ${DEFAULT-VALUE}).")
  private List<PenaltyKind> penalties;

  @Option(
      names = "--through-target",
      paramLabel = "SHARE",
      defaultValue = "0.4",
      converter = Share.class,
      description =
          "Share of samples a block that target-rate pulls to (default: ${DEFAULT-VALUE}).")
  private double throughTarget;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "128",
      converter = PositiveInt.class,
      description = "Units of a block (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "6",
      converter = PositiveInt.class,
      description = "Number of blocks (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      converter = PositiveInt.class,
      description = "Passes over the training samples (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--calibration-samples",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Training samples to hold out for thresholds (default: one in "
              + HoldOut.USUAL_SHARE
              + ").")
  private Optional<Integer> calibrationSamples;

  AblateCommand() {}

  @Override
  public Integer call() throws IOException {
    data.check();
    Path directory = OutputOptions.prepared(spec, output);
    Dataset dataset = data.load();
    PrintWriter out = spec.commandLine().getOut();
    AblateSettings settings = settings(threads.applied());
    int held = HoldOut.of(dataset, calibrationSamples).samples();
    AblateResult result;
    try (ConsoleProgress progress = new ConsoleProgress(out, System.console() != null)) {
      result =
          new Ablate(dataset, held, settings, CommandText.of(spec))
              .run(directory, cache.cache(), out, progress);
    } catch (IllegalArgumentException e) { // the library's word on samples
      throw new IllegalStateException(e.getMessage(), e);
    }
    out.print(new AblateFiles(result));
    out.printf(
        "%nComputed %d of %d cells, took the others from an earlier run.%n",
        result.computed(), result.cells().size());
    out.printf("Wrote result.json, ablation.csv and plots into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }

  private AblateSettings settings(int threadsUsed) {
    return new AblateSettings(
        measures == null ? List.of(ActivityMeasure.values()) : measures,
        directions == null ? List.of(Direction.values()) : directions,
        thresholds,
        skipTargets,
        routers == null ? List.of(RouterKind.values()) : routers,
        trainings == null
            ? Stream.of(TrainingMode.SOFT, TrainingMode.STRAIGHT_THROUGH, TrainingMode.GUMBEL)
                .toList()
            : trainings,
        penalties,
        throughTarget,
        width,
        layers,
        epochs,
        random.seed(),
        threadsUsed);
  }

  /** Reads the name and the weight of a penalty. */
  static final class ByName implements ITypeConverter<PenaltyKind> {
    @Override
    public PenaltyKind convert(String text) {
      try {
        return PenaltyKind.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
