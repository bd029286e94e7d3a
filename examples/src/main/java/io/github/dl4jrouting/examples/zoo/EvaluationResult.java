package io.github.dl4jrouting.examples.zoo;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;

/**
 * What a routed network is worth beside its dense twin; {@code result.json} is this, component by
 * component. All ratios and shares are 0..1, all measured on the test samples.
 *
 * @param command {@code train} or {@code evaluate}
 * @param commandLine what to type for it
 * @param model name of the model
 * @param weights {@code trained}, {@code pretrained}, or the files they were read from
 * @param dataset name of the data set
 * @param testSamples how many samples were measured on
 * @param seed start of all randomness; absent where nothing was trained
 * @param epochs passes of each network over the training samples, or over as many as are in an
 *     epoch, without those of exits alone; absent where nothing was trained
 * @param epochSamples training samples in an epoch; absent where nothing was trained
 * @param threads how many threads trained
 * @param dense the dense twin
 * @param routed the routed network
 * @param accuracyGap accuracy of the dense twin less that of the routed network
 * @param speedup how much faster the routed network is
 * @param inputDependence whether the route depends on the sample
 * @param gates the gates and routers, in alphabetical order
 * @param environment what it ran on
 * @param trainingSeconds of both networks, measuring included; absent where nothing was trained
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationResult(
    String command,
    String commandLine,
    String model,
    String weights,
    String dataset,
    int testSamples,
    Long seed,
    Integer epochs,
    Integer epochSamples,
    int threads,
    Network dense,
    Network routed,
    double accuracyGap,
    Speedup speedup,
    InputDependence inputDependence,
    List<Gate> gates,
    Environment environment,
    Double trainingSeconds) {

  /**
   * One network.
   *
   * @param accuracy share of samples classified right
   * @param skipRatio share of (sample, block) pairs not computed, of the blocks that a gate or
   *     router stands before; what is never gated does not count
   * @param computeRatio MACs over those of the dense twin
   * @param macsPerSample mean multiply-accumulates for a sample, gates and routers included
   * @param parameters number of trained numbers
   * @param latencyMs median times of a call on the inference engine
   */
  public record Network(
      double accuracy,
      double skipRatio,
      double computeRatio,
      double macsPerSample,
      long parameters,
      Latency latencyMs) {}

  /**
   * Median times in ms, where nothing else is said with all processors.
   *
   * @param batch1 for a sample
   * @param batch1OneThread for a sample, with one thread alone
   * @param batch64 for 64 samples
   */
  public record Latency(double batch1, double batch1OneThread, double batch64) {}

  /**
   * Time of the dense twin over that of the routed network, both on the inference engine, in
   * interleaved rounds.
   *
   * @param batch1 for single samples
   * @param batch1OneThread for single samples, with one thread alone
   * @param batch64 for batches of 64
   * @param macs MACs of the dense twin over those of the routed network
   */
  public record Speedup(double batch1, double batch1OneThread, double batch64, double macs) {}

  /**
   * Whether the route depends on the sample.
   *
   * @param classBits mutual information of class and route, less what chance gives
   * @param difficultyBits mutual information of route and whether the dense twin is right, less
   *     what chance gives
   * @param routes how many different routes there are
   * @param bestStatic the most accurate static sub-network that costs no more; absent where there
   *     are too many to try, or none
   * @param beatsStatic whether the routed network is more accurate than that
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record InputDependence(
      double classBits,
      double difficultyBits,
      long routes,
      StaticRival bestStatic,
      Boolean beatsStatic) {}

  /**
   * A network in which all samples take the same paths.
   *
   * @param open gates and routers through which all go; all go around the others
   * @param accuracy share of samples classified right
   * @param macsPerSample multiply-accumulates for a sample
   */
  public record StaticRival(List<String> open, double accuracy, double macsPerSample) {}

  /**
   * One gate or router.
   *
   * @param name in the network
   * @param through share of all samples that compute its block
   * @param collapsed whether it is the same for nearly all samples that reach it: above 0.98 or
   *     below 0.02 of them compute its block
   */
  public record Gate(String name, double through, boolean collapsed) {}
}
