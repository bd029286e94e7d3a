package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.vertex.NetworkCopy;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Changes to a copy of a network's configuration, and the network that results. */
final class GraphEdit {
  private final ComputationGraph original;
  private final ComputationGraphConfiguration configuration;

  GraphEdit(ComputationGraph original) {
    this.original = original;
    this.configuration = NetworkCopy.configuration(original.getConfiguration());
  }

  List<String> names() {
    return List.copyOf(configuration.getVertices().keySet());
  }

  /** What a vertex computes, frozen or not. */
  GraphVertex vertex(String name) {
    return Unfrozen.vertex(configuration.getVertices().get(name));
  }

  List<String> inputs(String name) {
    return configuration.getVertexInputs().get(name);
  }

  boolean isOutput(String name) {
    return configuration.getNetworkOutputs().contains(name);
  }

  /** Adds a layer, which takes the network's own updater where it names none. */
  void addLayer(String name, Layer layer, InputType inputType, String input) {
    layer.setLayerName(name);
    layer.setNIn(inputType, false);
    NeuralNetConfiguration first = configuration.getDefaultConfiguration();
    NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder();
    builder.setMiniBatch(first.isMiniBatch());
    builder.setSeed(first.getSeed());
    builder.setDataType(configuration.getDataType());
    for (GraphVertex vertex : configuration.getVertices().values()) {
      if (vertex instanceof LayerVertex other
          && Unfrozen.layer(other.getLayerConf().getLayer()) instanceof BaseLayer base
          && base.getIUpdater() != null) {
        builder.updater(base.getIUpdater().clone());
        builder.setMiniBatch(other.getLayerConf().isMiniBatch());
        break;
      }
    }
    builder.layer(layer);
    add(name, new LayerVertex(builder.build(), null), List.of(input));
  }

  /** Puts a routing vertex behind the block, and leads all that read the block to it. */
  void addRouting(String name, String router, String through, String bypass) {
    configuration
        .getVertexInputs()
        .forEach(
            (reader, inputs) -> {
              if (!reader.equals(router)) {
                inputs.replaceAll(input -> input.equals(through) ? name : input);
              }
            });
    add(name, new RoutingVertex(), List.of(router, through, bypass));
  }

  /**
   * Puts another layer of the same parameters in a layer's place, under another name. Those that
   * read it, and the network's outputs, keep the old name, which is to be given anew.
   */
  void renameLayer(String from, String to, Layer layer) {
    LayerVertex old = (LayerVertex) configuration.getVertices().remove(from);
    List<String> inputs = configuration.getVertexInputs().remove(from);
    NeuralNetConfiguration renamed = old.getLayerConf().clone();
    layer.setLayerName(to);
    renamed.setLayer(layer);
    add(to, new LayerVertex(renamed, old.getPreProcessor()), inputs);
  }

  /** Adds a vertex. */
  void add(String name, GraphVertex vertex, List<String> inputs) {
    if (configuration.getVertices().containsKey(name)
        || configuration.getNetworkInputs().contains(name)) {
      throw new IllegalArgumentException(
          "Expected no vertex \""
              + name
              + "\", found one: the network has been transformed already. Transform the original,"
              + " or rename that vertex.");
    }
    replace(name, vertex, inputs);
  }

  /** Puts another vertex in one's place, under its name. */
  void replace(String name, GraphVertex vertex, List<String> inputs) {
    configuration.getVertices().put(name, vertex);
    configuration.getVertexInputs().put(name, new ArrayList<>(inputs));
  }

  /** Leads all that read one vertex to another. */
  void redirect(String from, String to) {
    configuration
        .getVertexInputs()
        .values()
        .forEach(inputs -> inputs.replaceAll(input -> input.equals(from) ? to : input));
  }

  /** Takes out a vertex, then all that were read by it alone. */
  void removeUnread(String name) {
    boolean isRead =
        configuration.getVertexInputs().values().stream().anyMatch(in -> in.contains(name));
    if (isRead || isOutput(name) || !configuration.getVertices().containsKey(name)) {
      return;
    }
    configuration.getVertices().remove(name);
    List<String> inputs = configuration.getVertexInputs().remove(name);
    inputs.forEach(this::removeUnread);
  }

  /** The edited network, with the original's parameters, updater state and counters. */
  ComputationGraph build() {
    return build(Map.of());
  }

  /** The same where layers were renamed: new names by old ones. */
  ComputationGraph build(Map<String, String> renamed) {
    configuration.setTopologicalOrder(null);
    configuration.setTopologicalOrderStr(null);
    configuration.validate();
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    StateCopy.copy(original, network, renamed);
    return network;
  }
}
