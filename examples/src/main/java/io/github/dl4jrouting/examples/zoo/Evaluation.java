package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.calibrate.EngineClock;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Gate;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.InputDependence;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Latency;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Network;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Speedup;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.StaticRival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Measures a routed network beside its dense twin, on the test samples and on the inference engine.
 *
 * @param data the samples, in the shape that the networks take
 * @param rounds of timing, of which the median counts
 */
record Evaluation(RecipeData data, int rounds) {
  private static final int AT_ONCE = 500;
  private static final int LARGE = 64;

  /** What a round of timing takes of single samples at least, and of batches. */
  private static final int FEWEST_SINGLES = 500;

  private static final int FEWEST_BATCHES = 50;

  /**
   * What a round of timing costs the dense twin in MACs, where it takes more than the fewest: so
   * small networks are timed on all samples of a usual test set. Of a few hundred another share
   * goes each way than of all.
   */
  private static final double MACS_A_ROUND = 25e9;

  private static final double MICROS_A_MILLI = 1000;
  private static final double ALMOST_ALL = 0.98;
  private static final double ALMOST_NONE = 0.02;

  /**
   * The measured part of a result.
   *
   * @param dense the dense twin
   * @param routed the routed network
   * @param accuracyGap of the first over the second
   * @param speedup of the second over the first
   * @param inputDependence of the routes
   * @param gates of the routed network
   */
  record Measured(
      Network dense,
      Network routed,
      double accuracyGap,
      Speedup speedup,
      InputDependence inputDependence,
      List<Gate> gates) {}

  Measured of(ComputationGraph dense, ComputationGraph routed) {
    EngineRun ofDense = run(dense);
    EngineRun ofRouted = run(routed);
    double denseMacs = ofDense.meanMacs();
    int samples = (int) (MACS_A_ROUND / denseMacs);
    int singles = Math.max(FEWEST_SINGLES, samples);
    int batches = Math.max(FEWEST_BATCHES, samples / LARGE);
    List<ComputationGraph> both = List.of(dense, routed);
    INDArray[] ofOne = features(1, singles);
    double[] single = new EngineClock(ofOne, rounds).medians(both);
    double[] oneThread = new EngineClock(ofOne, rounds, 1).medians(both);
    double[] large = new EngineClock(features(LARGE, batches), rounds).medians(both);
    return new Measured(
        network(dense, ofDense, denseMacs, latency(single[0], oneThread[0], large[0])),
        network(routed, ofRouted, denseMacs, latency(single[1], oneThread[1], large[1])),
        ofDense.accuracy() - ofRouted.accuracy(),
        new Speedup(
            single[0] / single[1],
            oneThread[0] / oneThread[1],
            large[0] / large[1],
            denseMacs / ofRouted.meanMacs()),
        dependence(routed, ofDense, ofRouted),
        gates(ofRouted));
  }

  private EngineRun run(ComputationGraph network) {
    Samples test = data.data().test();
    return EngineRun.of(network, data.inOrder(test, AT_ONCE), test.size());
  }

  private INDArray[] features(int batchSize, int most) {
    return EngineClock.features(data.data().test(), batchSize, most, data::inOrder);
  }

  private static Latency latency(double single, double oneThread, double large) {
    return new Latency(single / MICROS_A_MILLI, oneThread / MICROS_A_MILLI, large / MICROS_A_MILLI);
  }

  private static Network network(
      ComputationGraph graph, EngineRun run, double denseMacs, Latency latency) {
    return new Network(
        run.accuracy(),
        run.skipRatio(),
        run.meanMacs() / denseMacs,
        run.meanMacs(),
        graph.numParams(),
        latency);
  }

  private InputDependence dependence(
      ComputationGraph routed, EngineRun ofDense, EngineRun ofRouted) {
    List<Integer> labels = Arrays.stream(ofRouted.labels()).boxed().toList();
    List<Boolean> right = new ArrayList<>();
    for (int n = 0; n < labels.size(); n++) {
      right.add(ofDense.answers()[n] == ofDense.labels()[n]);
    }
    Samples test = data.data().test();
    Optional<StaticRival> rival =
        new StaticRivals(
                routed, ofRouted.routers(), count -> data.inOrder(test.first(count), AT_ONCE))
            .best(ofRouted.meanMacs(), test.size());
    return new InputDependence(
        MutualInformation.of(labels, ofRouted.routes()),
        MutualInformation.of(right, ofRouted.routes()),
        ofRouted.routes().stream().distinct().count(),
        rival.orElse(null),
        rival.map(other -> ofRouted.accuracy() > other.accuracy()).orElse(null));
  }

  private static List<Gate> gates(EngineRun run) {
    List<Gate> gates = new ArrayList<>();
    for (int router = 0; router < run.routers().size(); router++) {
      double reached = run.throughOfReached(router);
      boolean collapsed = reached > ALMOST_ALL || reached < ALMOST_NONE;
      gates.add(new Gate(run.routers().get(router), run.through(router), collapsed));
    }
    return gates;
  }
}
