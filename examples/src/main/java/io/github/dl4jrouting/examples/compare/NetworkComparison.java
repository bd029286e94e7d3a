package io.github.dl4jrouting.examples.compare;

import io.github.dl4jrouting.examples.measure.Median;
import io.github.dl4jrouting.examples.measure.Outputs;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Times one network on stock DL4J and on the inference engine, by turns, at one batch size. */
final class NetworkComparison {
  private static final double NANOS_A_SECOND = 1e9;
  private static final double NANOS_A_MILLI = 1e6;

  /** As often each of the two has its turn, of which the first half does not count. */
  private static final int TURNS = 10;

  /** Threads that wait spinning after a call come to rest meanwhile. */
  private static final long REST_MILLIS = 20;

  private final Subject subject;
  private final RoutedInference engine;
  private final INDArray samples;
  private final INDArray[] kept;

  NetworkComparison(Subject subject, int batch, int threads, long seed) {
    this.subject = subject;
    engine = RoutedInference.compile(subject.network(), threads);
    int[] input = subject.input();
    long[] shape = new long[input.length + 1];
    shape[0] = batch;
    for (int i = 0; i < input.length; i++) {
      shape[i + 1] = input[i];
    }
    Nd4j.getRandom().setSeed(seed);
    samples = Nd4j.rand(shape);
    kept = engine.output(samples);
  }

  /**
   * Runs it.
   *
   * @param seconds how long in all
   */
  ComparisonResult.Row run(double seconds) throws InterruptedException {
    INDArray[] stock = subject.network().output(samples);
    engine.outputInto(kept, samples);
    double difference = difference(stock, kept);
    Outputs.release(stock);
    List<Double> stockTimes = new ArrayList<>();
    List<Double> engineTimes = new ArrayList<>();
    double turn = seconds / (2 * TURNS);
    for (int i = 0; i < TURNS; i++) {
      boolean counts = i >= TURNS / 2;
      time(() -> Outputs.release(subject.network().output(samples)), turn, counts, stockTimes);
      time(() -> engine.outputInto(kept, samples), turn, counts, engineTimes);
    }
    double stockMs = Median.of(stockTimes);
    double engineMs = Median.of(engineTimes);
    return new ComparisonResult.Row(
        subject.name(),
        subject.inputText(),
        (int) samples.size(0),
        subject.network().numParams(),
        stockMs,
        engineMs,
        stockMs / engineMs,
        difference,
        List.copyOf(engine.leftToDl4j()));
  }

  /** At least one call. */
  private static void time(Runnable call, double seconds, boolean counts, List<Double> times)
      throws InterruptedException {
    Thread.sleep(REST_MILLIS);
    long start = System.nanoTime();
    do {
      long before = System.nanoTime();
      call.run();
      if (counts) {
        times.add((System.nanoTime() - before) / NANOS_A_MILLI);
      }
    } while ((System.nanoTime() - start) / NANOS_A_SECOND < seconds);
  }

  private static double difference(INDArray[] expected, INDArray[] found) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double[] e = expected[i].dup('c').data().asDouble();
      double[] f = found[i].dup('c').data().asDouble();
      double scale = Arrays.stream(e).map(Math::abs).max().orElse(0);
      for (int j = 0; j < e.length; j++) {
        double difference = e[j] == f[j] ? 0 : Math.abs(e[j] - f[j]) / scale;
        if (Double.isNaN(difference)) {
          return -1;
        }
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }
}
