package io.github.dl4jrouting.analysis;

import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What each vertex of a network costs for one sample, in multiply-accumulates (MACs), when it is
 * computed.
 *
 * <pre>
 *   dense, output            nIn · nOut                      for every time step
 *   convolution              nIn · Π kernel · nOut · positions out
 *   depthwise                Π kernel · channels out · positions out
 *   separable                (Π kernel · nIn · m + nIn · m · nOut) · positions out
 *   deconvolution            nOut · Π kernel · nIn · positions in
 *   LSTM                     4 · nOut · (nIn + nOut) · steps (3 · nOut more for peepholes)
 *   simple recurrent         nOut · (nIn + nOut) · steps
 *   router                   pooling (inputs, if pooled) + 2F attention + F·H_1 + … + H_n·K
 *   activity, confidence     one for each input
 *   activity skip layer      its gate and the layers of its block
 *   skip connection          one for each input; a projection as a 1×1 convolution
 * </pre>
 *
 * <p>Pooling, activation functions, additions, merging and batch normalization (which folds into
 * the weights before it) count 0. A layer of a type that is not listed counts its parameters once,
 * which is right for dense-like layers and too little for those that reuse weights. A layer that
 * reads a row for each step of a sequence counts all steps, if the input types tell how many.
 *
 * @param vertices one cost a vertex, in topological order, inputs left out
 */
public record CostModel(List<VertexCost> vertices) {
  /** Copies the list. */
  public CostModel {
    vertices = List.copyOf(vertices);
  }

  /**
   * Costs of a network.
   *
   * @param graph an initialised network
   * @param inputTypes one type for each network input; DL4J does not store them
   * @return costs by vertex
   */
  public static CostModel of(ComputationGraph graph, InputType... inputTypes) {
    return of(graph.getConfiguration(), inputTypes);
  }

  /**
   * Costs of a network.
   *
   * @param configuration its configuration, which is not changed
   * @param inputTypes one type for each network input
   * @return costs by vertex
   * @throws IllegalArgumentException if there are not as many types as inputs
   */
  public static CostModel of(ComputationGraphConfiguration configuration, InputType... inputTypes) {
    List<String> inputs = configuration.getNetworkInputs();
    if (inputTypes.length != inputs.size()) {
      throw new IllegalArgumentException(
          "Expected one input type for each of the network inputs "
              + inputs
              + ", found "
              + inputTypes.length);
    }
    ComputationGraphConfiguration copy = configuration.clone();
    Map<String, InputType> types = copy.getLayerActivationTypes(true, false, inputTypes);
    Steps steps = Steps.of(copy, types);
    List<VertexCost> costs = new ArrayList<>();
    types.forEach(
        (name, type) -> {
          if (!inputs.contains(name)) {
            costs.add(cost(copy, name, types, steps));
          }
        });
    return new CostModel(costs);
  }

  private static VertexCost cost(
      ComputationGraphConfiguration configuration,
      String name,
      Map<String, InputType> types,
      Steps steps) {
    GraphVertex vertex = Unfrozen.vertex(configuration.getVertices().get(name));
    long[] out = steps.whole(name, types.get(name)).getShape(false);
    List<Long> shape = Arrays.stream(out).boxed().toList();
    if (vertex instanceof LayerVertex layerVertex) {
      String input = configuration.getVertexInputs().get(name).get(0);
      InputType in = types.get(input);
      if (layerVertex.getPreProcessor() != null) {
        in = layerVertex.getPreProcessor().getOutputType(in);
      }
      var layer = Unfrozen.layer(layerVertex.getLayerConf().getLayer());
      long macs = LayerMacs.of(layer, steps.whole(input, in).getShape(false), out);
      return new VertexCost(name, layer.getClass().getSimpleName(), shape, macs * steps.rows(name));
    }
    return new VertexCost(
        name, vertex.getClass().getSimpleName(), shape, Math.max(0, vertex.numParams(false)));
  }

  /**
   * The cost of all vertices: what a sample costs that skips nothing.
   *
   * @return MACs for one sample
   */
  public long total() {
    return vertices.stream().mapToLong(VertexCost::macs).sum();
  }

  /**
   * The cost of one vertex.
   *
   * @param name its name
   * @return MACs for one sample
   * @throws IllegalArgumentException if there is no such vertex
   */
  public long of(String name) {
    return vertices.stream()
        .filter(vertex -> vertex.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected the name of a vertex, found \""
                        + name
                        + "\"; known: "
                        + vertices.stream().map(VertexCost::name).toList()))
        .macs();
  }
}
