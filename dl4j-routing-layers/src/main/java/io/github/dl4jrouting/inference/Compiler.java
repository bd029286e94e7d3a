package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.inference.Source.Order;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
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
  private final boolean masked;
  private final Set<String> left;
  private final Set<String> ofRows;
  private final Assembly assembly = new Assembly();

  /** By position in the topological order: what the vertex makes. */
  private final Source[] made;

  /** By position in the topological order: whether row i of the result belongs to sample i. */
  private final boolean[] sampleRows;

  private final PreProcessors preProcessors;

  /**
   * For one plan.
   *
   * @param left the vertices that DL4J is to compute
   * @param ofRows those that are to make rows of steps where DL4J does
   */
  private Compiler(
      ComputationGraph graph, boolean lean, boolean masked, Set<String> left, Set<String> ofRows) {
    this.graph = graph;
    order = graph.topologicalSortOrder();
    positionOf = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      positionOf[order[i]] = i;
    }
    configurations = graph.getConfiguration().getVertices();
    floats = graph.getConfiguration().getDataType() == DataType.FLOAT;
    this.lean = lean && floats;
    this.masked = masked;
    this.left = left;
    this.ofRows = ofRows;
    made = new Source[order.length];
    sampleRows = new boolean[order.length];
    preProcessors = new PreProcessors(order.length);
  }

  /** A plan of the network's vertices as they are, for values inside it. */
  static Plan faithful(ComputationGraph graph) {
    return new Compiler(graph, false, false, Set.of(), Set.of()).plan();
  }

  /**
   * A plan whose nodes may be others than the network's vertices: values inside the network may be
   * missing.
   *
   * @param left the vertices that DL4J is to compute
   */
  static Plan lean(ComputationGraph graph, Set<String> left) {
    return lean(graph, false, left);
  }

  /** The same for calls with masks: each node has its own layer's, so that none is fused. */
  static Plan masked(ComputationGraph graph, Set<String> left) {
    return lean(graph, true, left);
  }

  private static Plan lean(ComputationGraph graph, boolean masked, Set<String> left) {
    Set<String> ofRows = new HashSet<>();
    while (true) {
      try {
        return new Compiler(graph, true, masked, left, ofRows).plan();
      } catch (Assembly.RowsOfSteps e) {
        if (!ofRows.add(e.vertex())) {
          throw new IllegalStateException("DL4J's \"" + e.vertex() + "\" makes no rows", e);
        }
      }
    }
  }

  private Plan plan() {
    for (int i = 0; i < order.length; i++) {
      made[i] = node(i);
    }
    int[] inputs = nodes(graph.getConfiguration().getNetworkInputs());
    int[] outputs = nodes(graph.getConfiguration().getNetworkOutputs());
    List<Node> nodes =
        assembly.nodes().stream()
            .map(node -> heedsMasks(node) ? node.with().heedsMasks().build() : node)
            .toList();
    if (lean && !masked) {
      nodes = Fusion.fuse(nodes, outputs);
    }
    Plan plan = new Plan(Takeover.mark(nodes, outputs), inputs, outputs, floats);
    List<Node> prepared =
        plan.nodes().stream()
            .map(node -> lean && !plan.isRead(node) ? node.with().unused().build() : prepared(node))
            .toList();
    return new Plan(prepared, inputs, outputs, floats);
  }

  private boolean heedsMasks(Node node) {
    GraphVertex vertex = configurations.get(node.name());
    return vertex != null
        && Masks.matterTo(Unfrozen.vertex(vertex))
        && node.kernel().map(Kernel::isMaskable).orElse(true);
  }

  private int[] nodes(List<String> names) {
    return names.stream()
        .map(name -> made[positionOf[graph.getVertex(name).getVertexIndex()]])
        .mapToInt(assembly::asDl4j)
        .toArray();
  }

  private Source node(int position) {
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
    Optional<InputPreProcessor> preProcessor =
        preProcessors.of(position, vertex, configuration, sources);
    RowWise rowWise = RowWise.of(configuration, preProcessor);
    boolean wholeBatch = !onSamples || !rowWise.independent();
    sampleRows[position] = onSamples ? rowWise.keepsRows() : rowWise.restoresRows();
    Source[] inputs =
        Arrays.stream(sources).mapToObj(source -> made[source]).toArray(Source[]::new);
    if (configuration instanceof RoutingVertex routing && !wholeBatch) {
      return mix(name, routing.residualBlock(), inputs);
    }
    int[] permutation = LayoutQuirk.permutation(graph, order, position);
    boolean plain =
        floats
            && permutation.length == 0
            && !left.contains(name)
            && !ActingNoise.isIn(configuration);
    if (lean && plain) {
      Optional<Source> source = ofSteps(vertex, configuration, preProcessor, inputs, onSamples);
      if (source.isPresent()) {
        return source.get();
      }
      if (!wholeBatch) {
        return several(vertex, preProcessor, inputs[0])
            .orElseGet(() -> leanNode(work(vertex, configuration, preProcessor), inputs));
      }
    }
    return assembly.add(
        asDl4j(
                plain
                    ? work(vertex, configuration, preProcessor)
                    : work(vertex, format -> Optional.empty()),
                inputs)
            .wholeBatch(wholeBatch)
            .permutation(permutation));
  }

  private static Work work(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex,
      GraphVertex configuration,
      Optional<InputPreProcessor> preProcessor) {
    return work(vertex, format -> Kernels.of(vertex, configuration, preProcessor, format));
  }

  private static Work work(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex,
      Function<CNN2DFormat, Optional<Kernel>> kernels) {
    return Work.vertex(
        vertex.getVertexName(),
        Optional.ofNullable(vertex.hasLayer() ? vertex.getLayer().conf().getLayer() : null),
        kernels);
  }

  /**
   * The nodes of a layer whose kernels are several.
   *
   * @param preProcessor what its input is still to go through
   */
  private Optional<Source> several(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex,
      Optional<InputPreProcessor> preProcessor,
      Source input) {
    return vertex instanceof LayerVertex layer && preProcessor.isEmpty()
        ? several(vertex.getVertexName(), Unfrozen.layer(layer.getLayer()), input)
        : Optional.empty();
  }

  /**
   * A vertex that DL4J has make rows of steps, or read some, on the sequences that they are of; if
   * it is one, and a kernel computes it.
   *
   * @param onSamples whether each row of its inputs belongs to a sample
   */
  private Optional<Source> ofSteps(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex,
      GraphVertex configuration,
      Optional<InputPreProcessor> preProcessor,
      Source[] inputs,
      boolean onSamples) {
    Optional<RnnToFeedForwardPreProcessor> takingApart =
        preProcessor.flatMap(given -> as(RnnToFeedForwardPreProcessor.class, given));
    Optional<FeedForwardToRnnPreProcessor> puttingTogether =
        preProcessor.flatMap(given -> as(FeedForwardToRnnPreProcessor.class, given));
    boolean ofSequences = Arrays.stream(inputs).allMatch(Source::isOfSteps);
    if (ofSequences && puttingTogether.isPresent()) {
      boolean last = puttingTogether.get().getRnnDataFormat() == RNNFormat.NWC;
      Source sequences = inputs[0].as(last ? Order.CHANNELS_FIRST : Order.DL4J);
      // DL4J's vertex would have its input go through the preprocessor.
      Work work = work(vertex, configuration, Optional.empty()).notFaithful();
      return several(vertex, Optional.empty(), sequences)
          .or(() -> work.hasKernel() ? Optional.of(leanNode(work, sequences)) : Optional.empty());
    }
    boolean apart = onSamples && takingApart.isPresent();
    boolean amid = ofSequences && preProcessor.isEmpty();
    if (!apart && !amid || ofRows.contains(vertex.getVertexName())) {
      return Optional.empty();
    }
    Work work = work(vertex, format -> Kernels.ofSteps(vertex, configuration)).notFaithful();
    return work.kernel(CNN2DFormat.NCHW)
        .map(
            kernel -> {
              int[] read =
                  apart
                      ? new int[] {sequences(work, takingApart.get(), inputs[0])}
                      : Arrays.stream(inputs).mapToInt(Source::node).toArray();
              return assembly.add(work.node(Optional.of(kernel), read), Order.SEQUENCES);
            });
  }

  /** A preprocessor of just this type: a subclass may do something else. */
  private static <T extends InputPreProcessor> Optional<T> as(
      Class<T> type, InputPreProcessor preProcessor) {
    return preProcessor.getClass() == type
        ? Optional.of(type.cast(preProcessor))
        : Optional.empty();
  }

  /** The sequences of which a preprocessor makes rows, features first. */
  private int sequences(Work work, RnnToFeedForwardPreProcessor apart, Source input) {
    return apart.getRnnDataFormat() == RNNFormat.NWC
        ? assembly.channelsFirst(input, work.name(), work.reordering())
        : assembly.asDl4j(input);
  }

  /** What reads its inputs in DL4J's order. */
  private Node.Builder asDl4j(Work work, Source... inputs) {
    int[] read = Arrays.stream(inputs).mapToInt(assembly::asDl4j).toArray();
    return work.node(work.kernel(CNN2DFormat.NCHW), read);
  }

  /** On images with their channels first, if a kernel wants them so, or takes them as they come. */
  private Source leanNode(Work work, Source... inputs) {
    boolean anyFirst = Arrays.stream(inputs).anyMatch(Source::isChannelsFirst);
    Optional<Kernel> kernel = work.kernelOfChannelsFirst(anyFirst);
    if (kernel.isEmpty()) {
      return assembly.add(asDl4j(work, inputs));
    }
    int[] read =
        Arrays.stream(inputs)
            .mapToInt(input -> assembly.channelsFirst(input, work.name(), work.reordering()))
            .toArray();
    return assembly.add(
        work.node(kernel, read).channelsFirst(),
        kernel.get().makesImages() ? Order.CHANNELS_FIRST : Order.DL4J);
  }

  /** A layer that is more than one node, if it is and kernels compute all of them. */
  private Optional<Source> several(String name, Layer layer, Source input) {
    if (layer instanceof ActivitySkipRuntime skip) {
      return skipping(name, skip, input);
    }
    if (layer.getClass() == BidirectionalLayer.class) {
      return bothWays(name, layer, input);
    }
    if (layer.getClass() == LastTimeStepLayer.class) {
      return lastStep(name, Unfrozen.layer(((LastTimeStepLayer) layer).getUnderlying()), input);
    }
    List<Work> parts = parts(name, layer);
    return parts.size() > 1 ? chainOfKernels(parts, input) : Optional.empty();
  }

  /** An {@link ActivitySkipLayer} as its gate, its block and a mix of block and bypass. */
  private Optional<Source> skipping(String name, ActivitySkipRuntime skip, Source input) {
    ActivitySkipLayer layer = (ActivitySkipLayer) skip.conf().getLayer();
    Work gate =
        Work.part(
            name,
            layer.gate(),
            format -> LayerKernels.gate(layer.gate(), skip.threshold(), format));
    List<Work> block = skip.block().stream().flatMap(inner -> parts(name, inner).stream()).toList();
    if (!gate.hasKernel() || !block.stream().allMatch(Work::hasKernel)) {
      return Optional.empty();
    }
    Source open = leanNode(gate, input);
    Source through = chain(block, input);
    Optional<String> residualBlock = layer.residual() ? Optional.of(name) : Optional.empty();
    return Optional.of(mix(name, residualBlock, open, through, input));
  }

  /** A {@link Bidirectional} layer as two recurrent ones and what makes one of them. */
  private Optional<Source> bothWays(String name, Layer layer, Source input) {
    Bidirectional both = (Bidirectional) layer.conf().getLayer();
    Work forward =
        way(name, layer, both.getFwd(), BidirectionalParamInitializer.FORWARD_PREFIX, false);
    Work backward =
        way(name, layer, both.getBwd(), BidirectionalParamInitializer.BACKWARD_PREFIX, true);
    if (!forward.hasKernel() || !backward.hasKernel()) {
      return Optional.empty();
    }
    Source there = leanNode(forward, input);
    Source back = leanNode(backward, input);
    Work together = Work.part(name, SequenceKernels.both(both.getMode()));
    return Optional.of(leanNode(together, there, back));
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
        format -> SequenceKernels.recurrent(direction, parameters, backward, format));
  }

  /** The last step of what a layer makes. */
  private Optional<Source> lastStep(String name, Layer layer, Source input) {
    Optional<Source> several = several(name, layer, input);
    Optional<Source> sequence =
        several.isPresent() ? several : chainOfKernels(parts(name, layer), input);
    return sequence.isEmpty()
        ? sequence
        : Optional.of(leanNode(Work.part(name, new LastStepKernel(false)), sequence.get()));
  }

  /** What a layer does: a separable convolution is two, as a dense layer and its norm are. */
  private static List<Work> parts(String name, Layer given) {
    Layer layer = Unfrozen.layer(given);
    var configuration = layer.conf().getLayer();
    if (configuration.getClass() == SeparableConvolution2D.class) {
      return List.of(
          Work.part(name, configuration, format -> ImageKernels.ofChannels(layer, format)).free(),
          Work.part(name, configuration, format -> ImageKernels.acrossChannels(layer, format)));
    }
    if (configuration.getClass() == DenseLayer.class
        && ((DenseLayer) configuration).hasLayerNorm()) {
      DenseLayer dense = (DenseLayer) configuration;
      return List.of(
          Work.part(name, dense, format -> LayerKernels.beforeNorm(layer, dense, format)),
          Work.part(name, dense, format -> LayerKernels.norm(layer, dense)).free());
    }
    return List.of(
        Work.part(name, configuration, format -> Kernels.layer(layer, Optional.empty(), format)));
  }

  /** Parts one after the other, if kernels compute all of them. */
  private Optional<Source> chainOfKernels(List<Work> parts, Source input) {
    return parts.stream().allMatch(Work::hasKernel)
        ? Optional.of(chain(parts, input))
        : Optional.empty();
  }

  private Source chain(List<Work> parts, Source input) {
    Source last = input;
    for (Work part : parts) {
      last = leanNode(part, last);
    }
    return last;
  }

  private Source mix(String name, Optional<String> residualBlock, Source... inputs) {
    int[] read = new int[inputs.length];
    read[0] = assembly.asDl4j(inputs[0]);
    boolean anyFirst = Arrays.stream(inputs).skip(1).anyMatch(Source::isChannelsFirst);
    for (int path = 1; path < inputs.length; path++) {
      read[path] =
          anyFirst
              ? assembly.channelsFirst(inputs[path], name, ReorderKernel.ofImagesOrSequences())
              : assembly.asDl4j(inputs[path]);
    }
    Node.Builder mix = new Node.Builder(name, read).mix(residualBlock);
    return anyFirst ? assembly.add(mix.channelsFirst(), Order.CHANNELS_FIRST) : assembly.add(mix);
  }

  /** Kernels fold first and pack their weights then. */
  private static Node prepared(Node node) {
    return node.kernel().isPresent() && node.kernel().get() instanceof Foldable kernel
        ? node.with().kernel(kernel.prepared()).build()
        : node;
  }
}
