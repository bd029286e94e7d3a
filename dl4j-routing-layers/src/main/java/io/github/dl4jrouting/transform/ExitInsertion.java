package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.activation.ClippedProbabilities;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * Builds early exits into a classifier. Its output layer {@code O} becomes a dense layer {@code
 * O-deep}; routing vertices choose between it and the exits' own answers, the first exit's
 * outermost; a loss layer in the output's place and under its name {@code O} lets it train on.
 */
final class ExitInsertion {
  private final ComputationGraph network;
  private final GraphView view;

  ExitInsertion(ComputationGraph network, GraphView view) {
    this.network = network;
    this.view = view;
  }

  /** Refuses a network that is no classifier with one softmax output. */
  void check() {
    outputLayer(output());
  }

  ComputationGraph with(List<EarlyExit> exits) {
    String output = output();
    OutputLayer answers = outputLayer(output);
    GraphEdit edit = new GraphEdit(network);
    String deep = output + "-deep";
    edit.renameLayer(output, deep, dense(answers));
    List<String> order = view.order();
    List<EarlyExit> lastFirst =
        exits.stream()
            .sorted(
                Comparator.<EarlyExit>comparingInt(exit -> order.indexOf(exit.before().input()))
                    .reversed())
            .toList();
    String answer = deep;
    for (EarlyExit exit : lastFirst) {
      answer = addExit(edit, exit, answer, answers.getNOut());
    }
    edit.addLayer(
        output,
        new LossLayer.Builder(answers.getLossFn()).activation(new ClippedProbabilities()).build(),
        view.type(output),
        answer);
    ComputationGraph built = edit.build(Map.of(output, deep));
    for (EarlyExit exit : exits) {
      String classifier = classifier(exit);
      built.getLayer(classifier).getParam("W").assign(exit.weights());
      built.getLayer(classifier).getParam("b").assign(exit.bias());
    }
    return built;
  }

  private String output() {
    List<String> outputs = network.getConfiguration().getNetworkOutputs();
    if (outputs.size() != 1) {
      throw new IllegalArgumentException(
          "Expected a network with one output, whose answer an exit can give early, found "
              + outputs
              + ".");
    }
    return outputs.get(0);
  }

  private OutputLayer outputLayer(String name) {
    if (network.getConfiguration().getVertices().get(name) instanceof LayerVertex vertex
        && vertex.getLayerConf().getLayer() instanceof OutputLayer layer
        && layer.getClass() == OutputLayer.class
        && layer.getActivationFn() instanceof ActivationSoftmax) {
      return layer;
    }
    throw new IllegalArgumentException(
        "Output \""
            + name
            + "\": expected an OutputLayer with softmax, for exits answer with class probabilities,"
            + " found "
            + Unfrozen.vertex(network.getConfiguration().getVertices().get(name))
            + ". Put gates around its blocks instead: withActivityGates().");
  }

  private static DenseLayer dense(OutputLayer output) {
    DenseLayer dense =
        new DenseLayer.Builder()
            .nIn(output.getNIn())
            .nOut(output.getNOut())
            .activation(output.getActivationFn())
            .weightInit(output.getWeightInitFn())
            .biasInit(output.getBiasInit())
            .hasBias(output.hasBias())
            .build();
    dense.setIUpdater(output.getIUpdater());
    dense.setBiasUpdater(output.getBiasUpdater());
    dense.setRegularization(output.getRegularization());
    dense.setRegularizationBias(output.getRegularizationBias());
    dense.setGradientNormalization(output.getGradientNormalization());
    dense.setGradientNormalizationThreshold(output.getGradientNormalizationThreshold());
    dense.setIDropout(output.getIDropout());
    dense.setConstraints(output.getConstraints());
    dense.setWeightNoise(output.getWeightNoise());
    return dense;
  }

  /** Adds one exit, whose routing vertex takes the given answer where it is not sure. */
  private String addExit(GraphEdit edit, EarlyExit exit, String otherwise, long classes) {
    String at = exit.before().input();
    InputType type = view.type(at);
    String gate = RoutingTransform.exitName(exit.before());
    InputLayout layout = InputLayout.of(type, gate);
    long features = InputLayout.features(type, gate);
    if (exit.weights().size(0) != features
        || exit.weights().size(1) != classes
        || exit.bias().size(1) != classes) {
      throw new IllegalArgumentException(
          "Exit before \"%s\": expected weights [%d, %d] and a bias of %d, for its %d features and the network's %d classes, found [%d, %d] and %d."
              .formatted(
                  exit.before().name(),
                  features,
                  classes,
                  classes,
                  features,
                  classes,
                  exit.weights().size(0),
                  exit.weights().size(1),
                  exit.bias().size(1)));
    }
    InputType flat = InputType.feedForward(features);
    if (layout != InputLayout.DENSE) {
      edit.addLayer(
          gate + "-pooled",
          new GlobalPoolingLayer.Builder(PoolingType.AVG)
              .poolingDimensions(layout.pooledDimensions())
              .build(),
          type,
          at);
      at = gate + "-pooled";
    }
    DenseLayer classifier =
        new DenseLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build();
    edit.addLayer(classifier(exit), classifier, flat, at);
    edit.addLayer(
        gate,
        new ConfidenceGateLayer.Builder().threshold(exit.threshold()).build(),
        InputType.feedForward(classes),
        classifier(exit));
    String routed = gate + "-routed";
    edit.add(routed, new RoutingVertex(), List.of(gate, otherwise, classifier(exit)));
    return routed;
  }

  private static String classifier(EarlyExit exit) {
    return RoutingTransform.exitName(exit.before()) + "-classes";
  }
}
