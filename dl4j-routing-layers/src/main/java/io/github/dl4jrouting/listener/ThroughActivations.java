package io.github.dl4jrouting.listener;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.router.RoutingLayer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shows a listener the through-probability of each router in place of the probabilities of all its
 * paths: for DL4J's {@code StatsListener}, whose charts are of the mean and the standard deviation
 * of each layer's activations.
 *
 * <p>Rows of probabilities sum to 1, so their mean is 1/K and tells nothing. The mean of {@code 1 −
 * p[n, K−1]} is the share of samples that go through, and its standard deviation is 0 where a
 * router sends all samples the same way.
 *
 * <pre>{@code
 * network.setListeners(new ThroughActivations(new StatsListener(storage)));
 * }</pre>
 */
public final class ThroughActivations implements TrainingListener {
  private final TrainingListener listener;

  /**
   * Stands before a listener, which then is not added to the network itself.
   *
   * @param listener what hears everything, with the routers' activations changed
   */
  public ThroughActivations(TrainingListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    Map<String, INDArray> shown = new HashMap<>(activations);
    if (model instanceof ComputationGraph graph) {
      shown.replaceAll(
          (name, activation) -> isRouter(graph, name) ? through(activation) : activation);
    }
    listener.onForwardPass(model, shown);
  }

  private static boolean isRouter(ComputationGraph graph, String name) {
    return Unfrozen.layer(graph.getConfiguration(), name).orElse(null) instanceof RoutingLayer;
  }

  private static INDArray through(INDArray p) {
    return p.getColumn(p.size(1) - 1, true).rsub(1);
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    listener.onForwardPass(model, activations);
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    listener.iterationDone(model, iteration, epoch);
  }

  @Override
  public void onEpochStart(Model model) {
    listener.onEpochStart(model);
  }

  @Override
  public void onEpochEnd(Model model) {
    listener.onEpochEnd(model);
  }

  @Override
  public void onGradientCalculation(Model model) {
    listener.onGradientCalculation(model);
  }

  @Override
  public void onBackwardPass(Model model) {
    listener.onBackwardPass(model);
  }
}
