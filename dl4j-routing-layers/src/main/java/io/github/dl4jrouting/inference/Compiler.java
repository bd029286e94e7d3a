package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.params.BidirectionalParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes a plan of a graph, in the graph's own topological order. */
final class Compiler {
  private final ComputationGraph graph;
  private final int[] order;
  private final int[] positionOf;
  private final Map<String, GraphVertex> configurations;
  private final boolean floats;
  private final boolean lean;
  private final Set<String> left;
  private final Assembly assembly = new Assembly();

  /** By position in the topological order: the vertex's node. */
  private final int[] nodeOf;

  /** By position in the topological order: whether row i of the result belongs to sample i. */
  private final boolean[] sampleRows;

  private Compiler(ComputationGraph graph, boolean lean, Set<String> left) {
    this.graph = graph;
    order = graph.topologicalSortOrder();
    positionOf = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      positionOf[order[i]] = i;
    }
    configurations = graph.getConfiguration().getVertices();
    floats = graph.getConfiguration().getDataType() == DataType.FLOAT;
    this.lean = lean && floats;
    this.left = left;
    nodeOf = new int[order.length];
    sampleRows = new boolean[order.length];
  }

  /** A plan of the network's vertices as they are, for values inside it and for masks. */
  static Plan faithful(ComputationGraph graph) {
    return new Compiler(graph, false, Set.of()).plan();
  }

  /**
   * A plan whose nodes may be others than the network's vertices: values inside the network may be
   * missing, and masks are not passed on.
   *
   * @param left the vertices that DL4J is to compute
   */
  static Plan lean(ComputationGraph graph, Set<String> left) {
    return new Compiler(graph, true, left).plan();
  }

  private Plan plan() {
    for (int i = 0; i < order.length; i++) {
      nodeOf[i] = node(i);
    }
    int[] inputs = nodes(graph.getConfiguration().getNetworkInputs());
    int[] outputs =
        Arrays.stream(nodes(graph.getConfiguration().getNetworkOutputs()))
            .map(assembly::asDl4j)
            .toArray();
    List<Node> nodes = assembly.nodes();
    if (lean) {
      nodes = Fusion.fuse(nodes, outputs);
    }
    Plan plan = new Plan(Takeover.mark(nodes, outputs), inputs, outputs, floats);
    List<Node> prepared =
        plan.nodes().stream()
            .map(node -> lean && !plan.isRead(node) ? node.with().unused().build() : prepared(node))
            .toList();
    return new Plan(prepared, inputs, outputs, floats);
  }

  private int[] nodes(List<String> names) {
    return names.stream()
        .mapToInt(name -> nodeOf[positionOf[graph.getVertex(name).getVertexIndex()]])
        .toArray();
  }

  private int node(int position) {
    var vertex = graph.getVertices()[order[position]];
    String name = vertex.getVertexName();
    if (vertex.isInputVertex()) {
      sampleRows[position] = true;
      return assembly.add(new Node.Builder(name));
    }
    GraphVertex configuration = Unfrozen.vertex(configurations.get(name));
    VertexIndices[] vertices = vertex.getInputVertices();
    int[] sources =
        Arrays.stream(vertices).mapToInt(source -> positionOf[source.getVertexIndex()]).toArray();
    boolean onSamples = Arrays.stream(sources).allMatch(source -> sampleRows[source]);
    Optional<InputPreProcessor> preProcessor = preProcessor(vertex, sources);
    RowWise rowWise = RowWise.of(configuration, preProcessor);
    boolean wholeBatch = !onSamples || !rowWise.independent();
    sampleRows[position] = onSamples ? rowWise.keepsRows() : rowWise.restoresRows();
    int[] inputs = Arrays.stream(sources).map(source -> nodeOf[source]).toArray();
    if (configuration instanceof RoutingVertex && !wholeBatch) {
      return mix(name, inputs);
    }
    int[] permutation = LayoutQuirk.permutation(graph, order, position);
    boolean plain = floats && permutation.length == 0 && !left.contains(name);
    Work work =
        Work.vertex(
            name,
            Optional.ofNullable(vertex.hasLayer() ? vertex.getLayer().conf().getLayer() : null),
            format ->
                plain ? Kernels.of(vertex, configuration, preProcessor, format) : Optional.empty());
    if (lean && plain && !wholeBatch) {
      OptionalInt several =
          vertex instanceof LayerVertex layer && preProcessor.isEmpty()
              ? several(name, Unfrozen.layer(layer.getLayer()), inputs[0])
              : OptionalInt.empty();
      return several.orElseGet(() -> leanNode(work, inputs));
    }
    boolean output = graph.getConfiguration().getNetworkOutputs().contains(name);
    return assembly.add(
        asDl4j(work, inputs)
            .wholeBatch(wholeBatch)
            .permutation(permutation)
            .heedsMasks(Masks.matterTo(configuration, output)));
  }

  /**
   * What a layer's input goes through, if it changes it. DL4J has sequences that were pooled over
   * all steps for sequences still, and gives a layer that reads them what would make rows of them.
   */
  private Optional<InputPreProcessor> preProcessor(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex, int[] sources) {
    if (!(vertex instanceof LayerVertex layer) || layer.getLayerPreProcessor() == null) {
      return Optional.empty();
    }
    InputPreProcessor given = layer.getLayerPreProcessor();
    var source = graph.getVertices()[order[sources[0]]];
    boolean pooled =
        source.hasLayer()
            && Unfrozen.layer(source.getLayer().conf().getLayer())
                instanceof GlobalPoolingLayer pooling
            && pooling.isCollapseDimensions()
            && pooling.getPoolingDimensions() == null;
    return pooled && given instanceof RnnToFeedForwardPreProcessor
        ? Optional.empty()
        : Optional.of(given);
  }

  /** What reads its inputs in DL4J's order. */
  private Node.Builder asDl4j(Work work, int... inputs) {
    int[] read = Arrays.stream(inputs).map(assembly::asDl4j).toArray();
    return work.node(work.kernel(CNN2DFormat.NCHW), read);
  }

  /** On images with their channels first, if a kernel wants them so, or takes them as they come. */
  private int leanNode(Work work, int... inputs) {
    boolean anyFirst = Arrays.stream(inputs).anyMatch(assembly::isChannelsFirst);
    Optional<Kernel> kernel = work.kernelOfChannelsFirst(anyFirst);
    if (kernel.isEmpty()) {
      return assembly.add(asDl4j(work, inputs));
    }
    int[] read =
        Arrays.stream(inputs)
            .map(input -> assembly.channelsFirst(input, work.name(), work.reordering()))
            .toArray();
    return assembly.add(work.node(kernel, read).channelsFirst(), kernel.get().makesImages());
  }

  /** A layer that is more than one node, if it is and kernels compute all of them. */
  private OptionalInt several(String name, Layer layer, int input) {
    if (layer instanceof ActivitySkipRuntime skip) {
      return skipping(name, skip, input);
    }
    if (layer instanceof BidirectionalLayer) {
      return bothWays(name, layer, input);
    }
    if (layer instanceof LastTimeStepLayer last) {
      return lastStep(name, Unfrozen.layer(last.getUnderlying()), input);
    }
    List<Work> parts = parts(name, layer);
    return parts.size() > 1 ? chainOfKernels(parts, input) : OptionalInt.empty();
  }

  /** An {@link ActivitySkipLayer} as its gate, its block and a mix of block and bypass. */
  private OptionalInt skipping(String name, ActivitySkipRuntime skip, int input) {
    ActivitySkipLayer layer = (ActivitySkipLayer) skip.conf().getLayer();
    Work gate =
        Work.part(
            name,
            layer.gate(),
            format -> LayerKernels.gate(layer.gate(), skip.threshold(), format));
    List<Work> block = skip.block().stream().flatMap(inner -> parts(name, inner).stream()).toList();
    if (!gate.hasKernel() || !block.stream().allMatch(Work::hasKernel)) {
      return OptionalInt.empty();
    }
    int open = leanNode(gate, input);
    int through = chain(block, input);
    if (layer.residual()) {
      Kernel sum = new CombineKernel(ElementWiseVertex.Op.Add, Pointwise.IDENTITY);
      through = leanNode(Work.part(name, sum), through, input);
    }
    return OptionalInt.of(mix(name, open, through, input));
  }

  /** A {@link Bidirectional} layer as two recurrent ones and what makes one of them. */
  private OptionalInt bothWays(String name, Layer layer, int input) {
    Bidirectional both = (Bidirectional) layer.conf().getLayer();
    Work forward =
        way(name, layer, both.getFwd(), BidirectionalParamInitializer.FORWARD_PREFIX, false);
    Work backward =
        way(name, layer, both.getBwd(), BidirectionalParamInitializer.BACKWARD_PREFIX, true);
    if (!forward.hasKernel() || !backward.hasKernel()) {
      return OptionalInt.empty();
    }
    int there = leanNode(forward, input);
    int back = leanNode(backward, input);
    Work together = Work.part(name, SequenceKernels.both(both.getMode()));
    return OptionalInt.of(leanNode(together, there, back));
  }

  private static Work way(
      String name,
      Layer layer,
      org.deeplearning4j.nn.conf.layers.Layer direction,
      String prefix,
      boolean backward) {
    Function<String, INDArray> parameters = key -> layer.getParam(prefix + key);
    return Work.part(
        name,
        direction,
        format ->
            format == CNN2DFormat.NCHW
                ? SequenceKernels.recurrent(direction, parameters, backward)
                : Optional.empty());
  }

  /** The last step of what a layer makes. */
  private OptionalInt lastStep(String name, Layer layer, int input) {
    OptionalInt several = several(name, layer, input);
    OptionalInt sequence =
        several.isPresent() ? several : chainOfKernels(parts(name, layer), input);
    return sequence.isEmpty()
        ? sequence
        : OptionalInt.of(leanNode(Work.part(name, new LastStepKernel()), sequence.getAsInt()));
  }

  /** What a layer does: a separable convolution is two. */
  private static List<Work> parts(String name, Layer given) {
    Layer layer = Unfrozen.layer(given);
    var configuration = layer.conf().getLayer();
    if (configuration.getClass() == SeparableConvolution2D.class) {
      return List.of(
          Work.part(name, configuration, format -> ImageKernels.ofChannels(layer, format)).free(),
          Work.part(name, configuration, format -> ImageKernels.acrossChannels(layer, format)));
    }
    return List.of(
        Work.part(name, configuration, format -> Kernels.layer(layer, Optional.empty(), format)));
  }

  /** Parts one after the other, if kernels compute all of them. */
  private OptionalInt chainOfKernels(List<Work> parts, int input) {
    return parts.stream().allMatch(Work::hasKernel)
        ? OptionalInt.of(chain(parts, input))
        : OptionalInt.empty();
  }

  private int chain(List<Work> parts, int input) {
    int last = input;
    for (Work part : parts) {
      last = leanNode(part, last);
    }
    return last;
  }

  private int mix(String name, int... inputs) {
    int[] read = inputs.clone();
    read[0] = assembly.asDl4j(inputs[0]);
    boolean anyFirst = Arrays.stream(inputs).skip(1).anyMatch(assembly::isChannelsFirst);
    for (int path = 1; anyFirst && path < inputs.length; path++) {
      read[path] = assembly.channelsFirst(inputs[path], name, ReorderKernel.ofImages());
    }
    Node.Builder mix = new Node.Builder(name, read).mix();
    return assembly.add(anyFirst ? mix.channelsFirst() : mix, anyFirst);
  }

  /** Kernels fold first and pack their weights then. */
  private static Node prepared(Node node) {
    return node.kernel().isPresent() && node.kernel().get() instanceof Foldable kernel
        ? node.with().kernel(kernel.prepared()).build()
        : node;
  }
}
