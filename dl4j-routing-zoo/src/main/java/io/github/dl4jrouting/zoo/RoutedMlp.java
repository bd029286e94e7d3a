package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.gate.ConfidenceMeasure;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
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
 *   with an early exit: an early classifier softmax(V stem + c) answers for the samples of which it
 *   is sure, and none of the blocks is computed for them
 * </pre>
 *
 * <p>Input [N, inputs], output [N, classes]. Twins of one seed start with the same weights. Blocks
 * are named {@code block-1}, {@code block-2}, …, with {@code -0} for the layer of each, the others
 * {@code stem} and {@code classes}. With {@link Routing#EARLY_EXIT} there are two outputs while it
 * trains, see {@link ExitHead}; the last layer is called {@code deep-scores}.
 *
 * <pre>{@code
 * ComputationGraph dense = RoutedMlp.builder().inputs(784).classes(10).build().init();
 * }</pre>
 */
public final class RoutedMlp extends RoutedZooModel<RoutedMlp> {

  private static final String INPUT = "input";
  private static final String STEM = "stem";
  private static final String OUTPUT = ExitHead.CLASSES;
  private static final String DEEP_SCORES = "deep-scores";
  private static final String EXIT_SCORES = "exit-scores";

  /** Share of He's standard deviation, so that the added blocks do not blow up the sum. */
  private static final double BLOCK_SCALE = 0.4;

  private final RoutedMlpBuilder settings;

  /** The model with all settings at their defaults, as {@link java.util.ServiceLoader} makes it. */
  public RoutedMlp() {
    this(new RoutedMlpBuilder());
  }

  RoutedMlp(RoutedMlpBuilder builder) {
    this.settings = new RoutedMlpBuilder(builder);
  }

  /**
   * Starts a model.
   *
   * @return a builder with the defaults
   */
  public static RoutedMlpBuilder builder() {
    return new RoutedMlpBuilder();
  }

  @Override
  public RoutedMlpBuilder toBuilder() {
    return new RoutedMlpBuilder(settings);
  }

  @Override
  public Routing routing() {
    return settings.routing;
  }

  @Override
  public InputType inputType() {
    return InputType.feedForward(settings.inputs);
  }

  @Override
  protected ComputationGraphConfiguration conf(Routing routing) {
    GraphBuilder graph =
        settings
            .network()
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(inputType())
            .addLayer(STEM, new DenseLayer.Builder().nOut(settings.width).build(), INPUT);
    String last = STEM;
    for (int i = 1; i <= settings.blocks; i++) {
      String name = "block-" + i;
      if (routing == Routing.NONE || routing == Routing.EARLY_EXIT) {
        addDense(graph, name, last, layers(i));
      } else {
        new RoutedBlock(name, layers(i))
            .residual()
            .router(settings.decider(routing))
            .addTo(graph, last);
      }
      last = name;
    }
    if (routing == Routing.EARLY_EXIT) {
      graph
          .addLayer(DEEP_SCORES, ExitHead.scores(settings.classes), last)
          .addLayer(EXIT_SCORES, ExitHead.scores(settings.classes), STEM);
      return new ExitHead(ConfidenceMeasure.MAX_PROBABILITY)
          .exit("", EXIT_SCORES)
          .addTo(graph, DEEP_SCORES)
          .build();
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

  /** With an early exit, scores and probabilities are two layers. */
  @Override
  public List<String> routedNames(String denseName) {
    boolean scores = routing() == Routing.EARLY_EXIT && denseName.equals(OUTPUT);
    return List.of(scores ? DEEP_SCORES : denseName);
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

  /**
   * Takes the number of inputs from a shape.
   *
   * @param inputShape one shape without the minibatch, such as {@code {{784}}} or {@code {{1, 28,
   *     28}}}, which is flattened
   * @throws IllegalArgumentException if there is not one shape
   */
  @Override
  public void setInputShape(int[][] inputShape) {
    settings.inputs(Arrays.stream(onlyShape(inputShape)).reduce(1, Math::multiplyExact));
  }
}
