package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.zoo.ModelMetaData;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.ZooType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A residual perceptron whose blocks may be routed, and its dense twin:
 *
 * <pre>
 *   x = ReLU(W input + b)                                stem, inputs → width
 *   x ← x + F(x), F(x) = ReLU(W x + b)                   blocks, width → width
 *   routed: x ← p₀ · (x + F(x)) + p₁ · x, p = router(x)  p is one-hot, so F is computed or it is not
 *   class = softmax(W x + b)
 * </pre>
 *
 * <p>Input [N, inputs], output [N, classes]. Twins of one seed start with the same weights. Blocks
 * are named {@code block-1}, {@code block-2}, …, with {@code -0} for the layer of each, the others
 * {@code stem} and {@code classes}.
 *
 * <pre>{@code
 * ComputationGraph dense = RoutedMlp.builder().inputs(784).classes(10).build().init();
 * }</pre>
 */
public final class RoutedMlp extends ZooModel<RoutedMlp> {

  private static final String INPUT = "input";
  private static final String STEM = "stem";
  private static final String OUTPUT = "classes";

  /** Share of He's standard deviation, so that the added blocks do not blow up the sum. */
  private static final double BLOCK_SCALE = 0.4;

  private final RoutedMlpBuilder settings;
  private int inputs;

  /** The model with all settings at their defaults, as {@link java.util.ServiceLoader} makes it. */
  public RoutedMlp() {
    this(new RoutedMlpBuilder());
  }

  RoutedMlp(RoutedMlpBuilder builder) {
    this.settings = new RoutedMlpBuilder(builder);
    this.inputs = builder.inputs;
  }

  /**
   * Starts a model.
   *
   * @return a builder with the defaults
   */
  public static RoutedMlpBuilder builder() {
    return new RoutedMlpBuilder();
  }

  /**
   * The configuration that {@link #init} makes a network of.
   *
   * @return a new configuration
   */
  public ComputationGraphConfiguration conf() {
    return conf(settings.routing);
  }

  private ComputationGraphConfiguration conf(Routing routing) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(settings.seed)
            .dataType(settings.dataType)
            .updater(settings.updater.clone())
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .l2(settings.l2)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(InputType.feedForward(inputs))
            .addLayer(STEM, new DenseLayer.Builder().nOut(settings.width).build(), INPUT);
    String last = STEM;
    for (int i = 1; i <= settings.blocks; i++) {
      String name = "block-" + i;
      if (routing == Routing.NONE) {
        addDense(graph, name, last, layers(i));
      } else {
        new RoutedBlock(name, layers(i)).residual().router(decider(routing)).addTo(graph, last);
      }
      last = name;
    }
    return graph
        .addLayer(
            OUTPUT,
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(settings.classes)
                .activation(Activation.SOFTMAX)
                .build(),
            last)
        .setOutputs(OUTPUT)
        .build();
  }

  private static void addDense(GraphBuilder graph, String name, String input, Layer... layers) {
    String last = input;
    for (int i = 0; i < layers.length; i++) {
      graph.addLayer(name + "-" + i, layers[i], last);
      last = name + "-" + i;
    }
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), input, last);
  }

  private Layer[] layers(int block) {
    double deviation = BLOCK_SCALE * Math.sqrt(2.0 / settings.width);
    Layer dense =
        new DenseLayer.Builder()
            .nOut(settings.width)
            .weightInit(new NormalDistribution(0, deviation))
            .build();
    if (settings.survival == 1) {
      return new Layer[] {dense};
    }
    return new Layer[] {
      dense,
      new DropoutLayer(StochasticDepth.linearDecay(block, settings.blocks, settings.survival))
    };
  }

  private RoutingLayer decider(Routing routing) {
    if (routing == Routing.ACTIVITY_GATES) {
      return new ActivityGateLayer.Builder().threshold(Double.NEGATIVE_INFINITY).build();
    }
    return settings.router.orElseGet(
        () ->
            new RouterLayer.Builder()
                .trainingMode(TrainingMode.STRAIGHT_THROUGH)
                .penalty(
                    new SparsityPenaltyLoss.Builder().targetRate(settings.throughTarget, 1).build())
                .build());
  }

  /**
   * An initialised network.
   *
   * @return a new one each time, with the same weights each time
   */
  @Override
  @SuppressWarnings("unchecked") // the interface's own signature lets the caller choose the type
  public ComputationGraph init() {
    ComputationGraph dense = new ComputationGraph(conf(Routing.NONE));
    dense.init();
    if (settings.routing == Routing.NONE) {
      return dense;
    }
    ComputationGraph routed = new ComputationGraph(conf());
    routed.init();
    for (var layer : dense.getLayers()) {
      if (layer.numParams() > 0) {
        routed.getLayer(layer.conf().getLayer().getLayerName()).setParams(layer.params());
      }
    }
    return routed;
  }

  /**
   * Takes the number of inputs from a shape.
   *
   * @param inputShape one shape without the minibatch, such as {@code {{784}}} or {@code {{1, 28,
   *     28}}}, which is flattened
   * @throws IllegalArgumentException if there is not one shape
   */
  @Override
  public void setInputShape(int[][] inputShape) {
    if (inputShape.length != 1 || Arrays.stream(inputShape[0]).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "Expected the shape of one input, without the minibatch, found "
              + Arrays.deepToString(inputShape));
    }
    inputs = Arrays.stream(inputShape[0]).reduce(1, Math::multiplyExact);
  }

  /**
   * The shape of the input, for what still asks for it.
   *
   * @return DL4J knows no kind for perceptrons; this says {@link ZooType#CNN}, as its own models of
   *     one input do
   * @deprecated as in DL4J
   */
  @Override
  @Deprecated
  public ModelMetaData metaData() {
    return new ModelMetaData(new int[][] {{inputs}}, 1, ZooType.CNN);
  }

  @Override
  public Class<? extends Model> modelType() {
    return ComputationGraph.class;
  }

  /** There are no trained weights yet, which DL4J wants to hear as null. */
  @Override
  public String pretrainedUrl(PretrainedType pretrainedType) {
    return null;
  }

  @Override
  public long pretrainedChecksum(PretrainedType pretrainedType) {
    return 0;
  }
}
