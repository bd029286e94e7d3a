package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.nd4j.linalg.api.buffer.DataType;

/** Makes a plan of a graph: one node a vertex, in the graph's own topological order. */
final class Compiler {
  private final ComputationGraph graph;
  private final int[] order;
  private final int[] positionOf;
  private final Map<String, GraphVertex> configurations;
  private final boolean floats;

  private Compiler(ComputationGraph graph) {
    this.graph = graph;
    order = graph.topologicalSortOrder();
    positionOf = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      positionOf[order[i]] = i;
    }
    configurations = graph.getConfiguration().getVertices();
    floats = graph.getConfiguration().getDataType() == DataType.FLOAT;
  }

  /**
   * A plan.
   *
   * @param fused whether vertices may be folded into their neighbours: then values inside the
   *     network may be missing, and masks are not passed on
   */
  static Plan compile(ComputationGraph graph, boolean fused) {
    Compiler compiler = new Compiler(graph);
    List<Node> nodes = compiler.nodes();
    int[] inputs = compiler.positions(graph.getConfiguration().getNetworkInputs());
    int[] outputs = compiler.positions(graph.getConfiguration().getNetworkOutputs());
    if (fused && compiler.floats) {
      nodes = Fusion.fuse(nodes, outputs);
    }
    if (!fused) {
      nodes.replaceAll(Compiler::prepared);
    }
    return new Plan(Takeover.mark(nodes, outputs), inputs, outputs, compiler.floats);
  }

  private int[] positions(List<String> names) {
    return names.stream()
        .mapToInt(name -> positionOf[graph.getVertex(name).getVertexIndex()])
        .toArray();
  }

  private List<Node> nodes() {
    boolean[] sampleRows = new boolean[order.length];
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      nodes.add(node(i, sampleRows));
    }
    return nodes;
  }

  private Node node(int index, boolean[] sampleRows) {
    var vertex = graph.getVertices()[order[index]];
    String name = vertex.getVertexName();
    if (vertex.isInputVertex()) {
      sampleRows[index] = true;
      return node(index, name, new int[0], Optional.empty(), false, false, true, Optional.empty());
    }
    GraphVertex configuration = Unfrozen.vertex(configurations.get(name));
    VertexIndices[] sources = vertex.getInputVertices();
    int[] inputs =
        Arrays.stream(sources).mapToInt(source -> positionOf[source.getVertexIndex()]).toArray();
    boolean onSamples = Arrays.stream(inputs).allMatch(input -> sampleRows[input]);
    RowWise rowWise = RowWise.of(configuration);
    boolean wholeBatch = !onSamples || !rowWise.independent();
    sampleRows[index] = onSamples ? rowWise.keepsRows() : rowWise.restoresRows();
    boolean mix = configuration instanceof RoutingVertex && !wholeBatch;
    Optional<Layer> layer =
        Optional.ofNullable(vertex.hasLayer() ? vertex.getLayer().conf().getLayer() : null);
    int[] permutation = LayoutQuirk.permutation(graph, order, index);
    boolean plain = floats && !mix && permutation.length == 0;
    Optional<Kernel> kernel = plain ? Kernels.of(vertex, configuration) : Optional.empty();
    Node node = node(index, name, inputs, kernel, mix, wholeBatch, sampleRows[index], layer);
    return permutation.length == 0 ? node : node.withPermutation(permutation);
  }

  private Node node(
      int index,
      String name,
      int[] inputs,
      Optional<Kernel> kernel,
      boolean mix,
      boolean wholeBatch,
      boolean sampleRows,
      Optional<Layer> layer) {
    return new Node(
        index,
        name,
        inputs,
        new int[0],
        kernel,
        mix,
        new boolean[inputs.length],
        wholeBatch,
        sampleRows,
        layer,
        new int[0],
        false);
  }

  /** Kernels fold first and pack their weights then. */
  static Node prepared(Node node) {
    return node.kernel().isPresent() && node.kernel().get() instanceof Foldable kernel
        ? node.withKernel(kernel.prepared())
        : node;
  }
}
