package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.experiment.Experiment.Measured;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Data;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Timing;
import io.github.dl4jrouting.examples.metrics.EnergyMeter;
import io.github.dl4jrouting.examples.report.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An experiment of the activity-routing paper, on its own untrained network and on a trained one.
 *
 * @param kind which of the two
 * @param data the samples
 * @param prepared the trained network; empty for the paper's alone
 * @param settings flags
 * @param commandLine what was typed
 */
public record PaperExperiment(
    Kind kind,
    Dataset data,
    Optional<PreparedModel> prepared,
    ExperimentSettings settings,
    String commandLine) {

  /** The paper's experiments. */
  public enum Kind {
    /** Gaussian samples, section 5.1. */
    SYNTHETIC,
    /** Images, section 5.2. */
    CLASSIFY;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Runs it.
   *
   * @param directory receives the files
   * @param out receives a line a step
   * @return what was found
   * @throws IOException if a file cannot be written
   */
  public ExperimentResult run(Path directory, PrintWriter out) throws IOException {
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    boolean classify = kind == Kind.CLASSIFY;
    int[] labels = labels(data.test());
    Paper paper =
        new Paper(data.shape().features(), classify ? data.classes() : 0, paperBatches(), settings);
    say(out, "Running the paper's protocol");
    PapersRule rule =
        classify
            ? paper.rule(1, java.util.Arrays.copyOf(labels, firstBatch(labels.length)))
            : paper.rule(Integer.MAX_VALUE);
    List<Competitor> competitors = new ArrayList<>(paper.competitors());
    if (prepared.isPresent()) {
      say(out, "Calibrating thresholds");
      competitors.addAll(new TrainedTwins(prepared.get(), settings).competitors());
    }
    EnergyMeter energy = EnergyMeter.ofMachine();
    int[] run = {0};
    Measured measured =
        new Experiment(competitors, settings.runs(), settings.warmUp(), energy)
            .run(() -> say(out, "Run " + ++run[0] + " of " + settings.runs()));
    ResultOf figures = new ResultOf(competitors, measured, settings.layers(), labels, energy);
    ExperimentResult result = result(figures, rule, measured, startedAt);
    if (prepared.isPresent()) {
      new SampleGallery(
              data.test(),
              measured.outcomes().get(Paper.CALIBRATED).get(0),
              result.network(Paper.CALIBRATED).denseMacsPerSample())
          .write(directory);
    }
    ExperimentPlots.write(result, measured, directory);
    new ExperimentFiles(result, measured, labels).write(directory);
    return result;
  }

  private static void say(PrintWriter out, String step) {
    out.println(step);
    out.flush();
  }

  private int firstBatch(int samples) {
    return Math.min(samples, settings.batchSize());
  }

  private static int[] labels(Samples samples) {
    return IntStream.range(0, samples.size()).map(samples::label).toArray();
  }

  /** The paper's code has pixels from −1 to 1. */
  private INDArray[] paperBatches() {
    MiniBatches batches = MiniBatches.inOrder(data.test(), data.classes(), settings.batchSize());
    INDArray[] features = new INDArray[batches.batches()];
    for (int i = 0; i < features.length; i++) {
      features[i] = batches.next().getFeatures();
      if (kind == Kind.CLASSIFY) {
        features[i].muli(2).subi(1);
      }
    }
    return features;
  }

  private ExperimentResult result(
      ResultOf figures, PapersRule rule, Measured measured, String startedAt) {
    List<Network> networks = figures.networks();
    List<Contestant> contestants = figures.contestants();
    PapersTable table = new PapersTable(rule, networks, contestants);
    return new ExperimentResult(
        kind.toString(),
        commandLine,
        startedAt,
        settings,
        new Data(
            data.name(),
            prepared.map(p -> p.split().training().train().size()).orElse(0),
            prepared.map(p -> p.split().calibration().size()).orElse(0),
            data.test().size(),
            data.classes(),
            data.classNames(),
            data.shape().toString()),
        prepared.isPresent() ? Paper.CALIBRATED : "",
        kind == Kind.CLASSIFY ? table.classification() : table.synthetic(),
        networks,
        contestants,
        figures.runs(),
        Environment.current(),
        new Timing(prepared.map(PreparedModel::trainingSeconds).orElse(0.0), measured.seconds()));
  }
}
