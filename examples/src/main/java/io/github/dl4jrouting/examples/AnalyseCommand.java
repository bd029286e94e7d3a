package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.analyse.Analyse;
import io.github.dl4jrouting.examples.analyse.AnalyseFiles;
import io.github.dl4jrouting.examples.analyse.AnalyseResult;
import io.github.dl4jrouting.examples.analyse.AnalyseSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code analyse}: the activity-routing paper's theory beside what is counted, timed and drawn. */
@Command(
    name = "analyse",
    description = {
      "Holds the activity-routing paper's formulas against measurements: worst and expected cost and"
          + " their reduction (3.2) against counted MACs and measured time; the probability that a"
          + " gate skips Gaussian samples (3.3) against the central limit theorem and drawn samples.",
      "Writes result.json, complexity.csv, skip-probability.csv and plots into the output directory."
    })
final class AnalyseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SeedOptions random;

  @Mixin private ThreadOptions threads;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "analyse",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = {"--dims", "--dim"},
      paramLabel = "N",
      split = ",",
      defaultValue = "16,128,512",
      converter = PositiveInt.class,
      description = "Features of a sample, and of a block (default: ${DEFAULT-VALUE}).")
  private List<Integer> dims;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "6",
      converter = PositiveInt.class,
      description = "Number of blocks (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      converter = PositiveInt.class,
      description = "Samples a call (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--skips",
      paramLabel = "SHARE",
      split = ",",
      defaultValue = "0,0.25,0.5,0.667,0.9,1",
      converter = Ratio.class,
      description = "Skip ratios to measure (default: ${DEFAULT-VALUE}).")
  private List<Double> skips;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "41",
      converter = PositiveInt.class,
      description = "Rounds of timing, of which the median counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--sigma",
      paramLabel = "X",
      defaultValue = "1",
      converter = NonNegative.class,
      description = "Standard deviation of the Gaussian samples (default: ${DEFAULT-VALUE}).")
  private double sigma;

  @Option(
      names = "--thresholds",
      paramLabel = "TAU",
      split = ",",
      defaultValue = "0.01,0.05,0.1,0.2,0.4,0.6,0.7,0.75,0.8,0.85,0.9,1,1.2",
      converter = NonNegative.class,
      description = "Thresholds of a gate on mean|x| (default: ${DEFAULT-VALUE}).")
  private List<Double> thresholds;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "100000",
      converter = PositiveInt.class,
      description = "Gaussian samples to draw (default: ${DEFAULT-VALUE}).")
  private int samples;

  AnalyseCommand() {}

  @Override
  public Integer call() throws IOException {
    if (sigma == 0) {
      throw new ParameterException(
          spec.commandLine(), "--sigma: expected a standard deviation above 0, found 0");
    }
    Path directory = OutputOptions.prepared(spec, output);
    PrintWriter out = spec.commandLine().getOut();
    AnalyseSettings settings =
        new AnalyseSettings(
            dims,
            layers,
            batchSize,
            skips,
            rounds,
            sigma,
            thresholds,
            samples,
            random.seed(),
            threads.applied());
    AnalyseResult result =
        new Analyse(settings, CommandText.of(spec))
            .run(
                step -> {
                  out.println(step);
                  out.flush();
                });
    AnalyseFiles files = new AnalyseFiles(result);
    files.write(directory);
    out.print(files);
    out.printf("%nWrote result.json, tables and plots into %s%n", directory);
    out.flush();
    return ExitCode.OK;
  }

  /** Reads a share, nothing and everything included. */
  static final class Ratio implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        double value = Double.parseDouble(text);
        if (value >= 0 && value <= 1) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below, as for a number out of range
      }
      throw new TypeConversionException("expected a share from 0 to 1, found '" + text + "'");
    }
  }
}
