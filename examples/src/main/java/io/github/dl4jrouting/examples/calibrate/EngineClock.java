package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.measure.Median;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Times networks on the inference engine in rounds, all of them in every round, so that what else
 * the machine does meets them alike; the median over rounds counts.
 *
 * @param batches what they are run on
 * @param rounds how many
 * @param threads that a call may use
 */
public record EngineClock(INDArray[] batches, int rounds, int threads) {

  /** For each network: with the usual rounds as long as the JIT compiler takes to be done. */
  private static final double WARM_UP_NANOS_A_ROUND = 60e6;

  /** How long a network runs before it is the next one's turn: they share the engine's code. */
  private static final double TURN_NANOS = 20e6;

  private static final double NANOS_A_MICRO = 1000;

  /**
   * A clock for calls that may use all processors.
   *
   * @param batches what they are run on
   * @param rounds how many
   */
  public EngineClock(INDArray[] batches, int rounds) {
    this(batches, rounds, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Features of samples from everywhere, in batches of one size.
   *
   * @param samples where from
   * @param batchSize samples a batch
   * @param most batches at most; fewer where there are fewer samples, but at least one
   * @param inOrder makes batches of samples and of a size
   * @return features
   */
  public static INDArray[] features(
      Samples samples, int batchSize, int most, BiFunction<Samples, Integer, MiniBatches> inOrder) {
    int whole = Math.max(1, Math.min(most, samples.size() / batchSize));
    MiniBatches made = inOrder.apply(samples.spread(whole * batchSize), batchSize);
    INDArray[] features = new INDArray[made.batches()];
    Arrays.setAll(features, i -> made.next().getFeatures());
    return features;
  }

  /**
   * Median time of a call of each network.
   *
   * @param networks what to time
   * @return one number for each, in µs
   */
  public double[] medians(List<ComputationGraph> networks) {
    List<Caller> engines = networks.stream().map(this::caller).toList();
    warmUp(engines);
    double[][] times = new double[engines.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < engines.size(); i++) {
        // Who is first in a round changes, so that nobody always follows the same one.
        int turn = (i + round) % engines.size();
        times[turn][round] = micros(engines.get(turn));
      }
    }
    return Arrays.stream(times).mapToDouble(Median::of).toArray();
  }

  private Caller caller(ComputationGraph network) {
    return new Caller(RoutedInference.compile(network, threads));
  }

  private void warmUp(List<Caller> engines) {
    long start = System.nanoTime();
    double end = engines.size() * rounds * WARM_UP_NANOS_A_ROUND;
    while (System.nanoTime() - start < end) {
      for (Caller engine : engines) {
        long turn = System.nanoTime();
        for (int call = 0; System.nanoTime() - turn < TURN_NANOS; call++) {
          engine.call(batches[call % batches.length]);
        }
      }
    }
  }

  private double micros(Caller engine) {
    long start = System.nanoTime();
    for (INDArray batch : batches) {
      engine.call(batch);
    }
    return (System.nanoTime() - start) / NANOS_A_MICRO / batches.length;
  }

  /**
   * Calls an engine as one who serves many requests does: with arrays that stay for the outputs.
   */
  private static final class Caller {
    private final RoutedInference engine;
    private INDArray[] outputs = {};

    Caller(RoutedInference engine) {
      this.engine = engine;
    }

    void call(INDArray batch) {
      if (outputs.length > 0 && outputs[0].size(0) == batch.size(0)) {
        engine.outputInto(outputs, batch);
      } else {
        outputs = engine.output(batch);
      }
    }
  }
}
