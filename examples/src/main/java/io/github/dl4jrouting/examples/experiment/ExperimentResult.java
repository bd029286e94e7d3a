package io.github.dl4jrouting.examples.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dl4jrouting.examples.metrics.Distribution;
import io.github.dl4jrouting.examples.metrics.Energy;
import io.github.dl4jrouting.examples.metrics.Latency;
import io.github.dl4jrouting.examples.metrics.MemoryUse;
import io.github.dl4jrouting.examples.metrics.Proportion;
import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;

/**
 * What an experiment found; {@code result.json} is this, component by component. Shares and ratios
 * are 0..1, other units are in the names. A call is one batch.
 *
 * @param command {@code synthetic} or {@code classify}
 * @param commandLine what to type for it
 * @param startedAt ISO 8601, UTC
 * @param settings what was asked for
 * @param data the samples
 * @param shown the routed network that the table of samples and their pictures are about; empty
 *     where there is none with labels
 * @param paper the paper's table, line by line
 * @param networks the networks
 * @param contestants networks on engines
 * @param runs what single runs measured
 * @param environment what it ran on
 * @param timing how long it took
 */
public record ExperimentResult(
    String command,
    String commandLine,
    String startedAt,
    ExperimentSettings settings,
    Data data,
    String shown,
    List<PaperLine> paper,
    List<Network> networks,
    List<Contestant> contestants,
    List<Run> runs,
    Environment environment,
    Timing timing) {

  /**
   * The samples.
   *
   * @param dataset name of the data set
   * @param trainSamples trained on, where this program trained
   * @param calibrationSamples calibrated on
   * @param testSamples measured on
   * @param classes number of classes
   * @param classNames what they are called, by index
   * @param shape shape of a sample
   */
  public record Data(
      String dataset,
      int trainSamples,
      int calibrationSamples,
      int testSamples,
      int classes,
      List<String> classNames,
      String shape) {}

  /**
   * One line of the paper's table.
   *
   * @param metric what is measured
   * @param unit of it
   * @param paper what the paper prints
   * @param papersRule its untrained network and its activity of a whole batch, run here; absent
   *     where there is no such number
   * @param perSample the same networks with a gate that decides sample by sample, on the inference
   *     engine; absent where there is no such number
   * @param trained the calibrated trained network on the inference engine; absent where there is
   *     none
   * @param explanation why they differ
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PaperLine(
      String metric,
      String unit,
      double paper,
      Double papersRule,
      Double perSample,
      Double trained,
      String explanation) {}

  /**
   * One network.
   *
   * @param name of it
   * @param description what it is
   * @param trained whether it was trained
   * @param routed whether it skips
   * @param accuracy on the test samples; absent without labels that can be learnt
   * @param skipRatio share of blocks not computed, over the samples; those of all runs where each
   *     has a network of its own
   * @param computeRatio MACs over those of the dense twin, gates included
   * @param macsPerSample mean multiply-accumulates for one sample
   * @param denseMacsPerSample those of the dense twin
   * @param distinctRoutes how many different routes the samples took, in the run with the most
   * @param largestDifference between the outputs of the two engines, relative to the largest output
   * @param blocks its routed blocks
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Network(
      String name,
      String description,
      boolean trained,
      boolean routed,
      Proportion accuracy,
      Distribution skipRatio,
      double computeRatio,
      double macsPerSample,
      double denseMacsPerSample,
      int distinctRoutes,
      double largestDifference,
      List<Block> blocks) {}

  /**
   * One routed block.
   *
   * @param block its name
   * @param measure what its gate compares
   * @param skips {@code below} or {@code above} the threshold, {@code never} or {@code always}
   * @param threshold τ; absent where it never or always skips
   * @param skipRatio share of the samples that skip it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Block(
      String block, String measure, String skips, Double threshold, double skipRatio) {}

  /**
   * One network on one engine.
   *
   * @param network its name
   * @param engine {@code stock} for DL4J's own output, {@code engine} for the inference engine
   * @param latencyMillis of all runs' calls
   * @param throughputSamplesPerSecond samples over the sum of all calls' times
   * @param memoryMiB of the process, while it ran
   * @param energy of machine and process, while it ran
   * @param speedup median time of the dense twin on stock DL4J over its own; median over the runs
   */
  public record Contestant(
      String network,
      String engine,
      Latency latencyMillis,
      double throughputSamplesPerSecond,
      MemoryUse memoryMiB,
      Energy energy,
      double speedup) {}

  /**
   * One network on one engine in one run.
   *
   * @param run number of the run, from 1
   * @param network its name
   * @param engine its engine
   * @param latencyMillis of its calls
   * @param throughputSamplesPerSecond samples over the sum of the calls' times
   * @param memoryMiB of the process, while it ran
   * @param energy of machine and process, while it ran
   * @param skipRatio share of blocks not computed, over the samples
   */
  public record Run(
      int run,
      String network,
      String engine,
      Latency latencyMillis,
      double throughputSamplesPerSecond,
      MemoryUse memoryMiB,
      Energy energy,
      Distribution skipRatio) {}

  /**
   * How long it took.
   *
   * @param trainingSeconds 0 where nothing was trained
   * @param measuringSeconds all runs, with their warm-up
   */
  public record Timing(double trainingSeconds, double measuringSeconds) {}

  /** The network of a name. */
  Network network(String name) {
    return networks.stream().filter(n -> n.name.equals(name)).findFirst().orElseThrow();
  }

  /** The contestant of a name. */
  Contestant contestant(String network, String engine) {
    return contestants.stream()
        .filter(c -> c.network.equals(network) && c.engine.equals(engine))
        .findFirst()
        .orElseThrow();
  }
}
