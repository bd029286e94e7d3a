package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.router.InferenceMode;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A random routed network: vertices of one shape, routed, nested, shared and merged at random, so
 * that any of them may feed any later one.
 */
final class RandomGraph {
  private enum Kind {
    DENSE,
    IMAGE,
    SEQUENCE
  }

  private static final Activation[] ACTIVATIONS = {
    Activation.RELU,
    Activation.TANH,
    Activation.IDENTITY,
    Activation.LEAKYRELU,
    Activation.SIGMOID,
    Activation.GELU,
    Activation.SELU
  };

  private static final int STEPS = 4;

  private final Random random;
  private final Kind kind;
  private final int width;
  private final CNN2DFormat format;
  private final List<String> names = new ArrayList<>();
  private final ComputationGraphConfiguration.GraphBuilder builder;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private int counter;

  /** A vertex that is added only if an output needs it: DL4J fails on others. */
  private record Part(String[] inputs, Runnable add) {}

  private RandomGraph(long seed, DataType type) {
    random = new Random(seed);
    int k = random.nextInt(10);
    kind = k < 6 ? Kind.DENSE : k < 8 ? Kind.IMAGE : Kind.SEQUENCE;
    width = kind == Kind.DENSE ? 3 + random.nextInt(70) : 2 + random.nextInt(6);
    format = CNN2DFormat.values()[random.nextInt(2)];
    builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .weightInit(WeightInit.XAVIER)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(inputType());
    names.add("in");
  }

  /**
   * A network and how to feed it.
   *
   * @param graph the network
   * @param shape of an input for one sample
   * @param maskable whether DL4J takes masks for its inputs: it cannot pool with them over
   *     sequences that have their features last
   */
  record Sample(ComputationGraph graph, long[] shape, boolean maskable) {
    /** Which steps count, at least one of each sample; nothing for every other network. */
    Optional<INDArray> mask(Random random, int batch) {
      if (!maskable || random.nextBoolean()) {
        return Optional.empty();
      }
      INDArray mask = Nd4j.zeros(DataType.FLOAT, batch, STEPS);
      for (int sample = 0; sample < batch; sample++) {
        mask.putScalar(sample, random.nextInt(STEPS), 1);
        mask.putScalar(sample, random.nextInt(STEPS), 1);
      }
      return Optional.of(mask);
    }

    INDArray input(Random random, int batch, DataType type) {
      long[] full = shape.clone();
      full[0] = batch;
      Nd4j.getRandom().setSeed(random.nextLong());
      return Nd4j.randn(type, full);
    }
  }

  static Sample of(long seed, DataType type) {
    RandomGraph graph = new RandomGraph(seed, type);
    graph.grow(graph.names, 3 + graph.random.nextInt(8), 0);
    boolean maskable = graph.kind == Kind.SEQUENCE && graph.sequences() == RNNFormat.NCW;
    return new Sample(graph.finish(), graph.inputType().getShape(true), maskable);
  }

  private InputType inputType() {
    return switch (kind) {
      case DENSE -> InputType.feedForward(width);
      case IMAGE -> InputType.convolutional(6, 5, width, format);
      case SEQUENCE -> InputType.recurrent(width, STEPS, sequences());
    };
  }

  private RNNFormat sequences() {
    return format == CNN2DFormat.NCHW ? RNNFormat.NCW : RNNFormat.NWC;
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String name(String what) {
    return what + counter++;
  }

  /** Adds some vertices that read those in a list, and lists them. */
  private void grow(List<String> scope, int count, int depth) {
    for (int i = 0; i < count; i++) {
      int choice = random.nextInt(depth < 3 ? 12 : 7);
      if (choice == 0 && kind == Kind.SEQUENCE) {
        // DL4J gives the first one a row for each step.
        scope.add(layer(recurrent(), layer(dense(), pick(scope))));
      } else if (choice < 4) {
        scope.add(layer(block(), pick(scope)));
      } else if (choice == 4) {
        scope.add(
            vertex(
                new ElementWiseVertex(
                    random.nextBoolean() ? ElementWiseVertex.Op.Add : ElementWiseVertex.Op.Max),
                pick(scope),
                pick(scope)));
      } else if (choice == 5) {
        scope.add(vertex(new ScaleVertex(0.5 + random.nextDouble()), pick(scope)));
      } else if (choice == 6) {
        // DL4J computes an activation layer in place on the network's input, if it is given that:
        // what else reads the input then depends on the order of vertices.
        String input = pick(scope);
        scope.add(
            input.equals("in")
                ? layer(block(), input)
                : layer(new ActivationLayer(Activation.TANH), input));
      } else {
        scope.add(routed(scope, depth));
      }
    }
  }

  private String routed(List<String> scope, int depth) {
    int paths = random.nextInt(3) == 0 ? 3 : 2;
    String[] inputs = new String[paths + 1];
    inputs[0] = layer(router(paths), pick(scope));
    List<String> inner = new ArrayList<>(scope);
    for (int p = 0; p < paths; p++) {
      if (random.nextInt(3) > 0) {
        grow(inner, 1 + random.nextInt(3), depth + 1);
        inputs[p + 1] = inner.get(inner.size() - 1);
      } else if (random.nextInt(3) == 0) {
        inputs[p + 1] = layer(skip(), pick(inner));
      } else {
        inputs[p + 1] = pick(inner);
      }
    }
    if (random.nextInt(5) == 0) {
      scope.add(pick(inner));
    }
    boolean residual = random.nextInt(3) == 0;
    return vertex(residual ? RoutingVertex.residual("block") : new RoutingVertex(), inputs);
  }

  private Layer router(int paths) {
    if (paths == 2 && random.nextInt(3) == 0) {
      return new ActivityGateLayer.Builder()
          .measure(ActivityMeasure.values()[random.nextInt(ActivityMeasure.values().length)])
          .direction(Direction.values()[random.nextInt(2)])
          .threshold(0.3 + random.nextDouble())
          .build();
    }
    RouterLayer.Builder router =
        new RouterLayer.Builder()
            .paths(paths)
            .openProbability(0.5)
            .topK(1 + random.nextInt(paths))
            .featureAttention(random.nextInt(4) == 0)
            .inferenceMode(InferenceMode.values()[random.nextInt(3)]);
    if (random.nextInt(3) == 0) {
      router.hidden(5);
    }
    return router.build();
  }

  private Layer skip() {
    SkipConnectionLayer.Builder skip =
        new SkipConnectionLayer.Builder()
            .initialWeight(0.7)
            .perFeature(random.nextBoolean())
            .hasBias(random.nextBoolean());
    return random.nextInt(3) == 0
        ? new SkipConnectionLayer.Builder().projection(width).build()
        : skip.build();
  }

  private Layer block() {
    if (kind == Kind.SEQUENCE || random.nextInt(5) > 0) {
      return single();
    }
    Layer[] layers = new Layer[1 + random.nextInt(2)];
    Arrays.setAll(layers, i -> single());
    return new ActivitySkipLayer.Builder(layers)
        .residual(random.nextBoolean())
        .direction(Direction.values()[random.nextInt(2)])
        .threshold(0.3 + random.nextDouble())
        .build();
  }

  private Layer single() {
    Activation activation = ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
    int choice = random.nextInt(5);
    if (kind == Kind.SEQUENCE) {
      return switch (choice) {
        case 0 -> new TimeDistributed(dense());
        case 1 ->
            new Convolution1DLayer.Builder(3)
                .nOut(width)
                .convolutionMode(ConvolutionMode.Same)
                .rnnDataFormat(sequences())
                .activation(activation)
                .build();
        case 2 -> new Bidirectional(Bidirectional.Mode.ADD, recurrent());
        case 3 ->
            sequences() == RNNFormat.NCW
                ? new SelfAttentionLayer.Builder()
                    .nHeads(2)
                    .headSize(3)
                    .nOut(width)
                    .projectInput(true)
                    .build()
                : recurrent();
        default -> recurrent();
      };
    }
    if (choice == 0) {
      return new BatchNormalization.Builder().build();
    }
    if (choice == 2 && kind == Kind.IMAGE) {
      return new SeparableConvolution2D.Builder(3, 3)
          .nOut(width)
          .convolutionMode(ConvolutionMode.Same)
          .activation(activation)
          .build();
    }
    if (choice == 3 && kind == Kind.IMAGE) {
      return new Deconvolution2D.Builder(3, 3)
          .nOut(width)
          .convolutionMode(ConvolutionMode.Same)
          .activation(activation)
          .build();
    }
    return kind == Kind.DENSE
        ? dense()
        : new ConvolutionLayer.Builder(choice == 1 ? 1 : 3, choice == 1 ? 1 : 3)
            .nOut(width)
            .convolutionMode(ConvolutionMode.Same)
            .activation(activation)
            .build();
  }

  private Layer dense() {
    Activation activation = ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
    // Without layer normalization, which makes much of roundings where numbers are nearly equal.
    return new DenseLayer.Builder().nOut(width).activation(activation).build();
  }

  private Layer recurrent() {
    return random.nextInt(3) == 0
        ? new SimpleRnn.Builder()
            .nOut(width)
            .dataFormat(sequences())
            .activation(Activation.TANH)
            .build()
        : new LSTM.Builder()
            .nOut(width)
            .dataFormat(sequences())
            .activation(Activation.TANH)
            .build();
  }

  private String layer(Layer layer, String input) {
    String name = name("layer");
    parts.put(name, new Part(new String[] {input}, () -> builder.addLayer(name, layer, input)));
    return name;
  }

  private String vertex(org.deeplearning4j.nn.conf.graph.GraphVertex vertex, String... inputs) {
    String name = name("vertex");
    parts.put(name, new Part(inputs, () -> builder.addVertex(name, vertex, inputs)));
    return name;
  }

  private ComputationGraph finish() {
    String last = names.get(names.size() - 1);
    if (random.nextInt(4) == 0) {
      last = vertex(new MergeVertex(), last, pick(names));
    }
    List<String> outputs = new ArrayList<>();
    outputs.add(output(last));
    if (random.nextInt(4) == 0) {
      outputs.add(output(pick(names)));
    }
    outputs.forEach(this::add);
    ComputationGraph graph =
        new ComputationGraph(builder.setOutputs(outputs.toArray(new String[0])).build());
    graph.init();
    shake(graph);
    return graph;
  }

  private void add(String name) {
    Part part = parts.remove(name);
    if (part != null) {
      for (String input : part.inputs()) {
        add(input);
      }
      part.add().run();
    }
  }

  private String output(String from) {
    String features = kind == Kind.DENSE ? from : layer(pooling(), from);
    return layer(
        new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(), features);
  }

  private Layer pooling() {
    GlobalPoolingLayer.Builder pooling = new GlobalPoolingLayer.Builder(PoolingType.AVG);
    return (kind == Kind.SEQUENCE
            ? pooling.poolingDimensions(sequences() == RNNFormat.NWC ? 1 : 2)
            : pooling)
        .build();
  }

  /** Routers start open, batch normalization as an identity: neither would test much. */
  private void shake(ComputationGraph graph) {
    Nd4j.getRandom().setSeed(random.nextLong());
    graph
        .paramTable()
        .forEach(
            (key, value) -> {
              if (key.endsWith("_var") || key.endsWith("_gamma")) {
                value.assign(Nd4j.rand(value.dataType(), value.shape()).addi(0.5));
              } else if (!key.endsWith("_log10stdev") && !key.endsWith("_tau")) {
                value.addi(Nd4j.randn(value.dataType(), value.shape()).muli(0.2));
              }
            });
  }
}
