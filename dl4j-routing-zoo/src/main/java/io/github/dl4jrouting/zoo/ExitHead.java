package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.ConfidenceMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The end of a network with an early exit (BranchyNet: Teerapittayanon, McDanel, Kung 2016, arXiv
 * 1709.01686):
 *
 * <pre>
 *   d, e = scores of the classes, by the whole network and by the early classifier
 *   p = gate(softmax(e))                   one-hot: is it sure?
 *   class = softmax(p₀ · d + p₁ · e)       d is computed or it is not
 * </pre>
 *
 * <p>While it trains there are two outputs, {@value #CLASSES} and {@value #EXIT}, the early
 * classifier's own: each has a loss, so labels are taken twice.
 */
public final class ExitHead {

  /** The output that answers. */
  public static final String CLASSES = "classes";

  /** The early classifier's output, there for its loss. */
  public static final String EXIT = "exit";

  /** The gate that decides who exits. */
  public static final String GATE = "exit-gate";

  private static final String SCORES = "scores";

  private final ConfidenceMeasure measure;
  private final double threshold;

  /**
   * An exit that nobody takes until its threshold is set.
   *
   * @param measure of confidence
   */
  ExitHead(ConfidenceMeasure measure) {
    this(
        measure,
        measure.direction() == Direction.SKIP_HIGH
            ? Double.POSITIVE_INFINITY
            : Double.NEGATIVE_INFINITY);
  }

  ExitHead(ConfidenceMeasure measure, double threshold) {
    this.measure = measure;
    this.threshold = threshold;
  }

  /** Adds all that comes after both classifiers' scores, and sets the outputs. */
  GraphBuilder addTo(GraphBuilder graph, String deepScores, String exitScores) {
    return graph
        .addLayer("exit-classes", new ActivationLayer(Activation.SOFTMAX), exitScores)
        .addLayer(
            GATE,
            new ConfidenceGateLayer.Builder().measure(measure).threshold(threshold).build(),
            "exit-classes")
        .addVertex(SCORES, new RoutingVertex(), GATE, deepScores, exitScores)
        .addLayer(CLASSES, loss(), SCORES)
        .addLayer(EXIT, loss(), exitScores)
        .setOutputs(CLASSES, EXIT);
  }

  /** A classifier's last layer, before softmax. */
  static DenseLayer scores(int classes) {
    return new DenseLayer.Builder().nOut(classes).activation(Activation.IDENTITY).build();
  }

  private static LossLayer loss() {
    return new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
  }

  /**
   * A network without the output that only the early classifier's loss needs: it has one output,
   * {@value #CLASSES}, as {@code evaluate}, {@code fit} on a DataSetIterator and deployment want
   * it.
   *
   * @param routed a network with an early exit, trained as a rule; it is not changed
   * @return a new network with copies of the parameters
   * @throws IllegalArgumentException if it has no output {@value #EXIT}
   */
  public static ComputationGraph withoutTrainingOutput(ComputationGraph routed) {
    List<String> outputs = new ArrayList<>(routed.getConfiguration().getNetworkOutputs());
    if (!outputs.remove(EXIT)) {
      throw new IllegalArgumentException(
          "Expected a network with an output \""
              + EXIT
              + "\", as this zoo makes it with an early exit, found outputs "
              + outputs);
    }
    return Subnetwork.of(routed, outputs);
  }
}
