package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.ConfidenceMeasure;
import io.github.dl4jrouting.vertex.NetworkCopy;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The end of a network with early exits (BranchyNet: Teerapittayanon, McDanel, Kung 2016, arXiv
 * 1709.01686):
 *
 * <pre>
 *   d, e = scores of the classes, by the whole network and by the early classifier
 *   p = gate(softmax(e))                   one-hot: is it sure?
 *   s = p₀ · d + p₁ · e                    d is computed or it is not
 *   class = softmax(s)
 * </pre>
 *
 * <p>With an exit before that one, the s of the later exit is the d of the earlier one.
 *
 * <p>While it trains there are more outputs than {@value #CLASSES}: each early classifier's own,
 * {@value #EXIT} for the last one. Each has a loss, so labels are taken as often.
 */
public final class ExitHead {

  private static final String OF_GATE = "-gate";

  /** The output that answers. */
  public static final String CLASSES = "classes";

  /** The last early classifier's output, there for its loss. */
  public static final String EXIT = "exit";

  /** The gate that decides who takes the last exit. */
  public static final String GATE = EXIT + OF_GATE;

  private final ConfidenceMeasure measure;
  private final List<Exit> exits = new ArrayList<>();

  /**
   * An early classifier.
   *
   * @param prefix of the names of its vertices
   * @param scores name of the vertex with its scores
   * @param threshold of its gate
   */
  private record Exit(String prefix, String scores, double threshold) {
    String name(String suffix) {
      return prefix + EXIT + suffix;
    }
  }

  /**
   * An end without exits, as yet.
   *
   * @param measure of confidence
   */
  ExitHead(ConfidenceMeasure measure) {
    this.measure = measure;
  }

  /** Adds an exit that nobody takes until its threshold is set, before those there are. */
  ExitHead exit(String prefix, String scores) {
    return exit(prefix, scores, measure.direction().open());
  }

  /** Adds an exit before those there are. */
  ExitHead exit(String prefix, String scores, double threshold) {
    exits.add(new Exit(prefix, scores, threshold));
    return this;
  }

  /** Adds all that comes after the classifiers' scores, and sets the outputs. */
  GraphBuilder addTo(GraphBuilder graph, String deepScores) {
    String scores = deepScores;
    for (Exit exit : exits) {
      scores = addGate(graph, exit, scores);
    }
    graph.addLayer(CLASSES, loss(), scores);
    exits.forEach(exit -> graph.addLayer(exit.name(""), loss(), exit.scores()));
    List<String> outputs = new ArrayList<>(List.of(CLASSES));
    exits.forEach(exit -> outputs.add(exit.name("")));
    return graph.setOutputs(outputs.toArray(new String[0]));
  }

  /** The name of the vertex with the scores of those who exit and of those who do not. */
  private String addGate(GraphBuilder graph, Exit exit, String laterScores) {
    String classes = exit.name("-classes");
    String gate = exit.name(OF_GATE);
    String scores = exit.prefix() + "scores";
    graph
        .addLayer(classes, new ActivationLayer(Activation.SOFTMAX), exit.scores())
        .addLayer(
            gate,
            new ConfidenceGateLayer.Builder().measure(measure).threshold(exit.threshold()).build(),
            classes)
        .addVertex(scores, new RoutingVertex(), gate, laterScores, exit.scores());
    return scores;
  }

  /** A classifier's last layer, before softmax. */
  static DenseLayer scores(int classes) {
    return new DenseLayer.Builder().nOut(classes).activation(Activation.IDENTITY).build();
  }

  private static LossLayer loss() {
    return new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
  }

  /**
   * The outputs that are there for the early classifiers' losses.
   *
   * @param routed a network with early exits as this zoo makes it to be trained
   * @return their names, the last exit's first
   */
  public static List<String> exits(ComputationGraph routed) {
    List<String> outputs = routed.getConfiguration().getNetworkOutputs();
    return outputs.stream().filter(name -> name.endsWith(EXIT)).toList();
  }

  /**
   * The gate that decides who takes an exit.
   *
   * @param exit name of the early classifier's output
   * @return name of the gate
   */
  public static String gate(String exit) {
    return exit + OF_GATE;
  }

  /**
   * A network whose answer is the deep classifier's, for want of gates: one with open gates learns
   * just that, but takes longer for a step.
   *
   * @param routed a network with early exits as this zoo makes it to be trained; it is not changed
   * @return a new network with the same outputs and copies of the parameters
   * @throws IllegalArgumentException if it has no output {@value #EXIT}
   */
  public static ComputationGraph withoutGates(ComputationGraph routed) {
    requireExits(routed);
    ComputationGraphConfiguration configuration =
        NetworkCopy.configuration(routed.getConfiguration());
    List<String> read = configuration.getVertexInputs().get(CLASSES);
    for (String exit : exits(routed)) {
      if (configuration.getVertices().containsKey(gate(exit))) {
        read.set(0, configuration.getVertexInputs().get(read.get(0)).get(1));
      }
    }
    return Subnetwork.of(routed, configuration, List.copyOf(configuration.getNetworkOutputs()));
  }

  /**
   * A network without the outputs that only the early classifiers' losses need: it has one output,
   * {@value #CLASSES}, as {@code evaluate}, {@code fit} on a DataSetIterator and deployment want
   * it.
   *
   * @param routed a network with early exits, trained as a rule; it is not changed
   * @return a new network with copies of the parameters
   * @throws IllegalArgumentException if it has no output {@value #EXIT}
   */
  public static ComputationGraph withoutTrainingOutput(ComputationGraph routed) {
    requireExits(routed);
    List<String> outputs = new ArrayList<>(routed.getConfiguration().getNetworkOutputs());
    outputs.removeAll(exits(routed));
    return Subnetwork.of(routed, outputs);
  }

  private static void requireExits(ComputationGraph routed) {
    List<String> outputs = routed.getConfiguration().getNetworkOutputs();
    if (!outputs.contains(EXIT)) {
      throw new IllegalArgumentException(
          "Expected a network with an output \""
              + EXIT
              + "\", as this zoo makes it with an early exit, found outputs "
              + outputs);
    }
  }
}
