package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.Experiment.Measured;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Block;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Run;
import io.github.dl4jrouting.examples.measure.Median;
import io.github.dl4jrouting.examples.measure.RoutedBlocks;
import io.github.dl4jrouting.examples.metrics.Distribution;
import io.github.dl4jrouting.examples.metrics.Energy;
import io.github.dl4jrouting.examples.metrics.EnergyMeter;
import io.github.dl4jrouting.examples.metrics.Latency;
import io.github.dl4jrouting.examples.metrics.MemoryUse;
import io.github.dl4jrouting.examples.metrics.Proportion;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.Thresholded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Figures of what was measured.
 *
 * @param competitors the networks
 * @param measured what they did
 * @param layers number of blocks
 * @param labels classes of the samples; none where there is nothing to learn
 * @param energy the meter that was read
 */
record ResultOf(
    List<Competitor> competitors, Measured measured, int layers, int[] labels, EnergyMeter energy) {

  List<Network> networks() {
    return competitors.stream().map(this::network).toList();
  }

  private Network network(Competitor competitor) {
    List<Outcomes> runs = measured.different(competitor);
    double macs = macs(runs);
    double dense = macs(measured.outcomes().get(competitor.denseTwin()));
    return new Network(
        competitor.name(),
        competitor.description(),
        competitor.trained(),
        competitor.routed(),
        accuracy(competitor, runs),
        skipRatio(runs),
        macs / dense,
        macs,
        dense,
        runs.stream().mapToInt(Outcomes::distinctRoutes).max().orElseThrow(),
        measured.differences().get(competitor.name()),
        blocks(competitor.name(), runs));
  }

  private Proportion accuracy(Competitor competitor, List<Outcomes> runs) {
    if (!competitor.classifies()) {
      return null;
    }
    long correct = runs.stream().mapToLong(run -> run.accuracy(labels).correct()).sum();
    return Proportion.of(correct, (long) runs.size() * labels.length);
  }

  private Distribution skipRatio(List<Outcomes> runs) {
    double[] all = runs.stream().flatMapToDouble(run -> Arrays.stream(run.skipRatios())).toArray();
    return Distribution.ofShares(all, layers);
  }

  private static double macs(List<Outcomes> runs) {
    return runs.stream().mapToDouble(Outcomes::meanMacs).average().orElseThrow();
  }

  private List<Block> blocks(String name, List<Outcomes> runs) {
    ComputationGraph graph = measured.networks().get(name);
    List<RoutedBlocks.Block> routed = RoutedBlocks.of(graph);
    List<Block> blocks = new ArrayList<>();
    for (int b = 0; b < routed.size(); b++) {
      String gate = routed.get(b).router();
      var layer = (ActivityGateLayer) graph.getLayer(gate).conf().getLayer();
      double threshold = Thresholded.of(graph.getLayer(gate)).threshold();
      blocks.add(
          new Block(
              routed.get(b).name(),
              layer.measure().name(),
              skips(layer.direction(), threshold),
              Double.isInfinite(threshold) ? null : threshold,
              skipped(runs, b)));
    }
    return blocks;
  }

  private static String skips(Direction direction, double threshold) {
    boolean low = direction == Direction.SKIP_LOW;
    if (Double.isInfinite(threshold)) {
      return low == threshold > 0 ? "always" : "never";
    }
    return low ? "below" : "above";
  }

  private static double skipped(List<Outcomes> runs, int block) {
    long skipped =
        runs.stream()
            .flatMap(run -> Arrays.stream(run.computed()))
            .filter(route -> !route[block])
            .count();
    return (double) skipped / runs.stream().mapToInt(Outcomes::samples).sum();
  }

  List<Contestant> contestants() {
    List<Contestant> contestants = new ArrayList<>();
    for (Competitor competitor : competitors) {
      for (String engine : List.of(Experiment.STOCK, Experiment.ENGINE)) {
        contestants.add(contestant(competitor, engine));
      }
    }
    return contestants;
  }

  private Contestant contestant(Competitor competitor, String engine) {
    List<Turn> own = turns(competitor.name(), engine);
    List<Turn> baseline = turns(competitor.denseTwin(), Experiment.STOCK);
    double[] speedups = new double[own.size()];
    for (int run = 0; run < speedups.length; run++) {
      speedups[run] = baseline.get(run).medianMillis() / own.get(run).medianMillis();
    }
    long[] nanos = own.stream().flatMapToLong(turn -> LongStream.of(turn.nanos())).toArray();
    long samples = own.stream().mapToLong(Turn::sampleCount).sum();
    return new Contestant(
        competitor.name(),
        engine,
        Latency.of(nanos),
        samples / (LongStream.of(nanos).sum() / 1e9),
        MemoryUse.of(own.stream().map(Turn::memory).toList()),
        Energy.of(energy, own.stream().mapToDouble(Turn::millijoules).sum(), samples),
        Median.of(speedups));
  }

  private List<Turn> turns(String network, String engine) {
    return measured.turns().stream().filter(turn -> turn.isOf(network, engine)).toList();
  }

  List<Run> runs() {
    return measured.turns().stream()
        .map(
            turn ->
                new Run(
                    turn.run(),
                    turn.network(),
                    turn.engine(),
                    Latency.of(turn.nanos()),
                    turn.samplesPerSecond(),
                    MemoryUse.of(List.of(turn.memory())),
                    Energy.of(energy, turn.millijoules(), turn.sampleCount()),
                    Distribution.ofShares(
                        measured.outcomes().get(turn.network()).get(turn.run() - 1).skipRatios(),
                        layers)))
        .toList();
  }
}
