package io.github.dl4jrouting.examples.benchmark.contestant;

import io.github.dl4jrouting.examples.benchmark.network.Block;
import io.github.dl4jrouting.examples.benchmark.network.Guard;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import io.github.dl4jrouting.examples.benchmark.network.Op;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network as an ordinary {@link ComputationGraph} of DL4J's layers and this library's. */
final class Dl4jGraph {
  private static final String INPUT = "input";

  private final GraphBuilder builder = new NeuralNetConfiguration.Builder().graphBuilder();

  /** Parameters to set, by layer and key. */
  private final Map<String, Map<String, INDArray>> parameters = new LinkedHashMap<>();

  private Dl4jGraph() {}

  static ComputationGraph of(Network network) {
    return new Dl4jGraph().build(network);
  }

  /** The name of a guarded block's router. */
  static String router(Block block) {
    return block.name() + "-router";
  }

  private ComputationGraph build(Network network) {
    builder.addInputs(INPUT).setInputTypes(inputType(network));
    String last = INPUT;
    for (Block block : network.blocks()) {
      last = add(block, last);
    }
    // The output is the last block's: these networks end in logits, not in a loss.
    builder.setOutputs(last).validateOutputLayerConfig(false);
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    parameters.forEach(
        (layer, values) ->
            values.forEach((key, value) -> graph.getLayer(layer).getParam(key).assign(value)));
    return graph;
  }

  private static InputType inputType(Network network) {
    List<Integer> shape = network.input();
    CNN2DFormat format = network.channelsLast() ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
    if (shape.size() == 2) {
      return InputType.recurrent(shape.get(0), shape.get(1));
    }
    return shape.size() == 1
        ? InputType.feedForward(shape.get(0))
        : InputType.convolutional(shape.get(1), shape.get(2), shape.get(0), format);
  }

  private String add(Block block, String input) {
    String last = addAll(block.name() + "-", block.layers(), input);
    if (block.residual()) {
      String shortcut =
          block.projection().map(op -> add(block.name() + "-projection", op, input)).orElse(input);
      String sum = block.name() + "-add";
      builder.addVertex(sum, new ElementWiseVertex(ElementWiseVertex.Op.Add), shortcut, last);
      last = block.name() + "-relu";
      builder.addLayer(last, new ActivationLayer(Activation.RELU), sum);
    }
    if (block.guard().isEmpty()) {
      return last;
    }
    String bypass = addAll(block.name() + "-bypass", block.bypass(), input);
    builder.addLayer(router(block), guard(router(block), block.guard().get()), input);
    builder.addVertex(block.name(), new RoutingVertex(), router(block), last, bypass);
    return block.name();
  }

  private RoutingLayer guard(String name, Guard guard) {
    if (guard instanceof Guard.Router router) {
      set(name, "W0", router.weights(), router.features(), 2);
      set(name, "b0", router.bias(), 1, 2);
      return new RouterLayer.Builder().build();
    }
    return new ActivityGateLayer.Builder().threshold(-1).build();
  }

  private String addAll(String prefix, List<Op> layers, String input) {
    String last = input;
    for (int i = 0; i < layers.size(); i++) {
      last = add(prefix + i, layers.get(i), last);
    }
    return last;
  }

  private String add(String name, Op op, String input) {
    if (op instanceof Op.Dense dense) {
      set(name, "W", dense.weights(), dense.in(), dense.out());
      set(name, "b", dense.bias(), 1, dense.out());
      builder.addLayer(
          name,
          new DenseLayer.Builder().nOut(dense.out()).activation(activation(dense.relu())).build(),
          input);
      return name;
    }
    if (op instanceof Op.Conv conv) {
      return add(name, conv, input);
    }
    if (op instanceof Op.Lstm lstm) {
      set(name, "W", lstm.weights(), lstm.in(), 4L * lstm.units());
      set(name, "RW", lstm.recurrent(), lstm.units(), 4L * lstm.units());
      set(name, "b", lstm.bias(), 1, 4L * lstm.units());
      builder.addLayer(
          name, new LSTM.Builder().nOut(lstm.units()).activation(Activation.TANH).build(), input);
      return name;
    }
    if (op instanceof Op.LastStep) {
      builder.addVertex(name, new LastTimeStepVertex(INPUT), input);
      return name;
    }
    if (op instanceof Op.MaxPool pool) {
      builder.addLayer(
          name,
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(pool.size(), pool.size())
              .stride(pool.size(), pool.size())
              .build(),
          input);
      return name;
    }
    builder.addLayer(name, new GlobalPoolingLayer(PoolingType.AVG), input);
    return name;
  }

  private String add(String name, Op.Conv conv, String input) {
    boolean normalized = conv.normalization().isPresent();
    set(name, "W", conv.weights(), conv.out(), conv.in(), conv.kernel(), conv.kernel());
    if (!normalized) {
      set(name, "b", conv.bias(), 1, conv.out());
    }
    builder.addLayer(
        name,
        new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
            .stride(conv.stride(), conv.stride())
            .padding(conv.padding(), conv.padding())
            .nOut(conv.out())
            .hasBias(!normalized)
            .activation(activation(conv.relu() && !normalized))
            .build(),
        input);
    if (!normalized) {
      return name;
    }
    Op.Normalization values = conv.normalization().get();
    String norm = name + "-norm";
    set(norm, "gamma", values.gamma(), 1, conv.out());
    set(norm, "beta", values.beta(), 1, conv.out());
    set(norm, "mean", values.mean(), 1, conv.out());
    set(norm, "var", values.variance(), 1, conv.out());
    builder.addLayer(
        norm,
        new BatchNormalization.Builder().eps(Op.Normalization.EPSILON).useLogStd(false).build(),
        name);
    if (!conv.relu()) {
      return norm;
    }
    // DL4J's batch normalization does not apply an activation function of its own.
    builder.addLayer(name + "-relu", new ActivationLayer(Activation.RELU), norm);
    return name + "-relu";
  }

  private static Activation activation(boolean relu) {
    return relu ? Activation.RELU : Activation.IDENTITY;
  }

  private void set(String layer, String key, float[] values, long... shape) {
    parameters
        .computeIfAbsent(layer, name -> new LinkedHashMap<>())
        .put(key, Nd4j.create(values, shape, 'c'));
  }
}
