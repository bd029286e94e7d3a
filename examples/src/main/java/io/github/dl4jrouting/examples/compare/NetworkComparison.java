package io.github.dl4jrouting.examples.compare;

import io.github.dl4jrouting.examples.measure.OutputDifference;
import io.github.dl4jrouting.examples.measure.Outputs;
import io.github.dl4jrouting.inference.RoutedInference;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Times one network on stock DL4J and on the inference engine, by turns, at one batch size. */
final class NetworkComparison {
  private static final double NANOS_A_SECOND = 1e9;
  private static final double NANOS_A_MILLI = 1e6;
  private static final int DIGITS = 4;
  private static final double MEDIAN = 50;

  /** As often each of the two has its turn, of which the first half does not count. */
  private static final int TURNS = 10;

  private static final double UNLIKE = -1;

  /** Threads that wait spinning after a call come to rest meanwhile. */
  private static final long REST_MILLIS = 20;

  private final Subject subject;
  private final RoutedInference engine;
  private final INDArray[] samples;
  private final INDArray[] masks;
  private final INDArray[] kept;

  /**
   * Compiles the network, and tries it.
   *
   * @throws IOException if it does not take samples of the shape
   */
  NetworkComparison(Subject subject, int batch, int threads, long seed) throws IOException {
    this.subject = subject;
    engine = RoutedInference.compile(subject.network(), threads);
    Nd4j.getRandom().setSeed(seed);
    samples = new INDArray[] {subject.samples(batch)};
    masks = subject.masks(batch);
    try {
      kept = engine.output(samples, masks);
    } catch (IllegalArgumentException | IllegalStateException e) {
      OptionalInt steps = subject.maskedSteps();
      throw new IOException(
          subject.name()
              + " with samples of "
              + subject.inputText()
              + (steps.isPresent() ? " and masks of " + steps.getAsInt() + " steps" : "")
              + ": "
              + e.getMessage()
              + " --input names their shape"
              + (steps.isPresent() ? ", --masked-steps the masks'." : "."),
          e);
    }
  }

  /**
   * Runs it.
   *
   * @param seconds how long in all
   */
  ComparisonResult.Row run(double seconds) throws InterruptedException {
    INDArray[] stock = subject.network().output(false, samples, masks);
    engine.outputInto(kept, samples, masks);
    double difference = OutputDifference.of(stock, kept);
    Outputs.release(stock);
    Histogram stockTimes = new Histogram(DIGITS);
    Histogram engineTimes = new Histogram(DIGITS);
    double turn = seconds / (2 * TURNS);
    for (int i = 0; i < TURNS; i++) {
      boolean counts = i >= TURNS / 2;
      time(
          () -> Outputs.release(subject.network().output(false, samples, masks)),
          turn,
          counts,
          stockTimes);
      time(() -> engine.outputInto(kept, samples, masks), turn, counts, engineTimes);
    }
    double stockMs = stockTimes.getValueAtPercentile(MEDIAN) / NANOS_A_MILLI;
    double engineMs = engineTimes.getValueAtPercentile(MEDIAN) / NANOS_A_MILLI;
    return new ComparisonResult.Row(
        subject.name(),
        subject.inputText(),
        masks != null,
        (int) samples[0].size(0),
        subject.network().numParams(),
        stockMs,
        engineMs,
        stockMs / engineMs,
        Double.isFinite(difference) ? difference : UNLIKE,
        List.copyOf(masks == null ? engine.leftToDl4j() : engine.leftToDl4jWithMasks()));
  }

  /** At least one call. */
  private static void time(Runnable call, double seconds, boolean counts, Histogram nanos)
      throws InterruptedException {
    Thread.sleep(REST_MILLIS);
    long start = System.nanoTime();
    do {
      long before = System.nanoTime();
      call.run();
      if (counts) {
        nanos.recordValue(System.nanoTime() - before);
      }
    } while ((System.nanoTime() - start) / NANOS_A_SECOND < seconds);
  }
}
