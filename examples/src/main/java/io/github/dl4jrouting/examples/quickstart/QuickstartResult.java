package io.github.dl4jrouting.examples.quickstart;

import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.training.EpochResult;
import java.util.List;
import java.util.Map;

/**
 * What a quickstart found out; {@code result.json} is this, component by component. All ratios and
 * shares are 0..1, all measured on the test samples.
 *
 * @param command {@code quickstart}
 * @param commandLine what to type for it
 * @param data what was trained and measured on
 * @param seed start of all randomness
 * @param epochs passes over the training samples
 * @param threads how many threads computed
 * @param dense the network that computes everything
 * @param routed its routed twin
 * @param accuracyGap accuracy of the dense network less that of the routed one
 * @param environment what it ran on
 * @param timing how long it took; the only part that differs between two runs with one seed on one
 *     machine
 */
public record QuickstartResult(
    String command,
    String commandLine,
    Data data,
    long seed,
    int epochs,
    int threads,
    Network dense,
    Routed routed,
    double accuracyGap,
    Environment environment,
    Timing timing) {

  /**
   * The samples.
   *
   * @param dataset name of the data set
   * @param trainSamples how many were trained on
   * @param testSamples how many were measured on
   * @param classes number of classes
   * @param classNames what they are called, by index
   * @param shape shape of a sample
   */
  public record Data(
      String dataset,
      int trainSamples,
      int testSamples,
      int classes,
      List<String> classNames,
      String shape) {}

  /**
   * A network that computes everything.
   *
   * @param accuracy share of samples classified right
   * @param macsPerSample multiply-accumulates for one sample
   * @param parameters number of trained numbers
   * @param training one entry an epoch
   */
  public record Network(
      double accuracy, double macsPerSample, long parameters, List<EpochResult> training) {}

  /**
   * A network with routed blocks.
   *
   * @param accuracy share of samples classified right
   * @param skipRatio share of (sample, block) pairs not computed
   * @param computeRatio share of (sample, block) pairs computed, 1 − skipRatio
   * @param macsPerSample mean multiply-accumulates for one sample on its route, routers included
   * @param macRatio macsPerSample over those of the dense network
   * @param distinctRoutes how many different routes the samples took
   * @param parameters number of trained numbers
   * @param blocks the routed blocks, from the input to the output
   * @param classes the classes
   * @param training one entry an epoch
   */
  public record Routed(
      double accuracy,
      double skipRatio,
      double computeRatio,
      double macsPerSample,
      double macRatio,
      int distinctRoutes,
      long parameters,
      List<Block> blocks,
      List<ClassRouting> classes,
      List<EpochResult> training) {}

  /**
   * One routed block.
   *
   * @param name its name in the network
   * @param shares share of samples on each path, by name of the path
   * @param throughByClass share of each class's samples that the block computes
   */
  public record Block(String name, Map<String, Double> shares, List<Double> throughByClass) {}

  /**
   * What happens to the samples of one class.
   *
   * @param label index of the class
   * @param samples how many there are
   * @param accuracy share classified right
   * @param skipRatio share of (sample, block) pairs not computed
   * @param macsPerSample mean multiply-accumulates
   */
  public record ClassRouting(
      int label, long samples, double accuracy, double skipRatio, double macsPerSample) {}

  /**
   * When it ran and for how long.
   *
   * @param startedAt ISO 8601, UTC
   * @param denseTrainingSeconds training of the dense network, epoch measurements included
   * @param routedTrainingSeconds training of the routed network, epoch measurements included
   */
  public record Timing(
      String startedAt, double denseTrainingSeconds, double routedTrainingSeconds) {}
}
