package io.github.dl4jrouting.listener;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how a network routes while it is trained: path shares, skip ratio, penalty and temperature,
 * once an epoch, from the activations of its routers, which are computed anyway.
 *
 * <pre>{@code
 * network.addListeners(RoutingListener.printingTo(System.out::println));
 * network.fit(trainingData, 10);
 * }</pre>
 *
 * <p>Works with graphs and with a {@link MultiLayerNetwork} of {@link
 * io.github.dl4jrouting.skip.ActivitySkipLayer}s; a network without routers gets its score alone.
 * An epoch is what {@code fit(iterator)} makes it; {@link #statistics} asks in between, and where
 * batches are fitted one by one. One listener watches one network at a time.
 */
public final class RoutingListener extends BaseTrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(RoutingListener.class);

  private final Consumer<? super RoutingStatistics> consumer;
  private RouterTallies tallies;
  private double scores;
  private int iterations;

  /** Logs one line an epoch, at level INFO, as DL4J's own listeners do. */
  public RoutingListener() {
    this(statistics -> LOG.info("{}", statistics.line()));
  }

  /**
   * Hands the statistics of each epoch on.
   *
   * @param consumer what takes them, when the epoch ends
   */
  public RoutingListener(Consumer<? super RoutingStatistics> consumer) {
    this.consumer = Objects.requireNonNull(consumer, "consumer");
  }

  /**
   * Writes one line an epoch.
   *
   * @param lines what takes a line, such as {@code System.out::println}
   * @return a listener
   */
  public static RoutingListener printingTo(Consumer<? super String> lines) {
    Objects.requireNonNull(lines, "lines");
    return new RoutingListener(statistics -> lines.accept(statistics.line()));
  }

  /**
   * What has been seen since the epoch began, or since the last one ended.
   *
   * @param model the network that is trained
   * @return statistics of the passes so far; zeros before the first
   */
  public RoutingStatistics statistics(Model model) {
    return new RoutingStatistics(
        epoch(model) + 1, scores / Math.max(iterations, 1), of(model).statistics());
  }

  private static int epoch(Model model) {
    if (model instanceof ComputationGraph graph) {
      return graph.getEpochCount();
    }
    return model instanceof MultiLayerNetwork network ? network.getEpochCount() : 0;
  }

  private RouterTallies of(Model model) {
    if (tallies == null || !tallies.areOf(model)) {
      tallies = new RouterTallies(model);
      clear();
    }
    return tallies;
  }

  private void clear() {
    scores = 0;
    iterations = 0;
    tallies.reset();
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    of(model).add(activations);
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    of(model).add(Map.of());
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    scores += model.score();
    iterations++;
  }

  @Override
  public void onEpochStart(Model model) {
    of(model);
    clear();
  }

  @Override
  public void onEpochEnd(Model model) {
    consumer.accept(statistics(model));
    clear();
  }
}
