package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.vertex.ChannelMergeVertex;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * LeNet with an early exit after its first stage (BranchyNet: Teerapittayanon, McDanel, Kung 2016,
 * arXiv 1709.01686), and its dense twin, the classic network:
 *
 * <pre>
 *   a = maxpool(ReLU(conv 5×5, 20))        first stage, of maps a₁ to a₂₀
 *   b = maxpool(ReLU(conv 5×5, 50))(a)     second stage
 *   d = W ReLU(dense 500 (b))              scores of the classes
 *   class = softmax(d)
 *   routed:
 *   e = W ReLU(dense 32 (a₁ to a₈))        scores of the early classifier
 *   p = gate(softmax(e))                   one-hot: is it sure?
 *   class = softmax(p₀ · d + p₁ · e)       d is computed or it is not
 * </pre>
 *
 * <p>The exit sees the first maps alone ({@link RoutedLeNetBuilder#exitFilters}), so that the other
 * filters are computed for nobody but those who go on. An exit before that one sees the image
 * itself ({@link RoutedLeNetBuilder#imageExitUnits}); the shipped weights have one:
 *
 * <pre>
 *   i = W ReLU(dense 32 (image))           scores of the image's classifier
 *   q = gate(softmax(i))
 *   class = softmax(q₀ · (p₀ · d + p₁ · e) + q₁ · i)
 * </pre>
 *
 * <p>Input [N, channels, height, width] (or NHWC), output [N, classes]. Twins of one seed start
 * with the same weights.
 *
 * <p>A routed network has two outputs while it trains, {@value #CLASSES} and {@value #EXIT}, the
 * early classifier's own: each has a loss, so it takes the labels twice, in a {@link
 * org.nd4j.linalg.dataset.MultiDataSet}. With an exit at the image there is {@value #IMAGE_EXIT},
 * as the third. Gates let everybody through until their thresholds are set. {@link
 * #withoutTrainingOutput} gives the network with {@value #CLASSES} alone, to be evaluated and
 * deployed.
 *
 * <pre>{@code
 * ComputationGraph net = RoutedLeNet.builder().routing(Routing.EARLY_EXIT).build().init();
 * net.fit(new MultiDataSet(new INDArray[] {x}, new INDArray[] {y, y}));
 * Thresholded.of(net.getLayer(RoutedLeNet.GATE)).setThreshold(0.95);
 * RoutedInference.compile(RoutedLeNet.withoutTrainingOutput(net)).output(x);
 * }</pre>
 */
public final class RoutedLeNet extends RoutedZooModel<RoutedLeNet> {

  /** The output that answers. */
  public static final String CLASSES = ExitHead.CLASSES;

  /** The early classifier's output, there for its loss. */
  public static final String EXIT = ExitHead.EXIT;

  /** The gate that decides who exits after the first stage. */
  public static final String GATE = ExitHead.GATE;

  private static final String IMAGE = "image-";

  /** The output of the early classifier of the image, where there is one; there for its loss. */
  public static final String IMAGE_EXIT = IMAGE + EXIT;

  /** The gate that decides who exits at the image, where there is such an exit. */
  public static final String IMAGE_GATE = IMAGE + GATE;

  /** Rows and columns of the smallest image that both stages fit on. */
  static final int SMALLEST = 16;

  private static final String INPUT = "input";
  private static final String FIRST_CONVOLUTION = "conv-1";

  /** What the exit sees of the first stage. */
  private static final String SEEN = "pool-1";

  /** After the names of layers with the filters that the exit does not see. */
  private static final String REST = "-rest";

  private static final String FIRST_STAGE = "stage-1";
  private static final String SECOND_STAGE = "pool-2";
  private static final String DENSE_STAGE = "dense";
  private static final String DENSE_SCORES = "dense-1";
  private static final String EXIT_DENSE = "exit-dense";
  private static final String EXIT_SCORES = "exit-scores";

  private static final String IMAGE_EXIT_SCORES = IMAGE + EXIT_SCORES;
  static final int FIRST_FILTERS = 20;
  private static final int SECOND_FILTERS = 50;
  private static final int UNITS = 500;
  private static final int KERNEL = 5;

  private final RoutedLeNetBuilder settings;

  /** The model with all settings at their defaults, as {@link java.util.ServiceLoader} makes it. */
  public RoutedLeNet() {
    this(new RoutedLeNetBuilder());
  }

  RoutedLeNet(RoutedLeNetBuilder builder) {
    this.settings = new RoutedLeNetBuilder(builder);
  }

  /**
   * Starts a model.
   *
   * @return a builder with the defaults
   */
  public static RoutedLeNetBuilder builder() {
    return new RoutedLeNetBuilder();
  }

  @Override
  public RoutedLeNetBuilder toBuilder() {
    return new RoutedLeNetBuilder(settings);
  }

  @Override
  public Routing routing() {
    return settings.routing;
  }

  @Override
  public InputType inputType() {
    return InputType.convolutional(
        settings.height, settings.width, settings.channels, settings.format);
  }

  @Override
  protected ComputationGraphConfiguration conf(Routing routing) {
    GraphBuilder graph =
        settings
            .network()
            .activation(Activation.RELU)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(inputType());
    String first = addFirstStage(graph, routing);
    addStage(graph, "conv-2", SECOND_FILTERS, first, SECOND_STAGE);
    if (routing == Routing.NONE) {
      return graph
          .addLayer(DENSE_STAGE + "-0", dense(UNITS), SECOND_STAGE)
          .addLayer(
              CLASSES,
              new OutputLayer.Builder(LossFunction.MCXENT)
                  .nOut(settings.classes)
                  .activation(Activation.SOFTMAX)
                  .build(),
              DENSE_STAGE + "-0")
          .setOutputs(CLASSES)
          .build();
    }
    String scores = addDenseStage(graph, routing);
    graph
        .addLayer(EXIT_DENSE, dense(settings.exitUnits), SEEN)
        .addLayer(EXIT_SCORES, ExitHead.scores(settings.classes), EXIT_DENSE);
    double threshold =
        Double.isNaN(settings.exitThreshold)
            ? settings.confidence.direction().open()
            : settings.exitThreshold;
    ExitHead head = new ExitHead(settings.confidence).exit("", EXIT_SCORES, threshold);
    if (settings.imageExitUnits > 0) {
      graph
          .addLayer(IMAGE + EXIT_DENSE, dense(settings.imageExitUnits), INPUT)
          .addLayer(IMAGE_EXIT_SCORES, ExitHead.scores(settings.classes), IMAGE + EXIT_DENSE);
      head.exit(IMAGE, IMAGE_EXIT_SCORES);
    }
    return head.addTo(graph, scores).build();
  }

  /** The name of the vertex with all of its maps. */
  private String addFirstStage(GraphBuilder graph, Routing routing) {
    int seen = routing == Routing.NONE ? FIRST_FILTERS : settings.exitFilters;
    addStage(graph, FIRST_CONVOLUTION, seen, INPUT, SEEN);
    if (seen == FIRST_FILTERS) {
      return SEEN;
    }
    addStage(graph, FIRST_CONVOLUTION + REST, FIRST_FILTERS - seen, INPUT, SEEN + REST);
    graph.addVertex(FIRST_STAGE, new ChannelMergeVertex(), SEEN, SEEN + REST);
    return FIRST_STAGE;
  }

  private void addStage(GraphBuilder graph, String name, int filters, String input, String pool) {
    graph
        .addLayer(
            name,
            new ConvolutionLayer.Builder(KERNEL, KERNEL)
                .nOut(filters)
                .dataFormat(settings.format)
                .build(),
            input)
        .addLayer(pool, pooling(), name);
  }

  private SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .dataFormat(settings.format)
        .build();
  }

  private static DenseLayer dense(int units) {
    return new DenseLayer.Builder().nOut(units).build();
  }

  /**
   * The dense twin's last layer gives scores and probabilities in one, the routed one's scores. Its
   * first convolution is divided between what the exit sees and the rest.
   */
  @Override
  public List<String> routedNames(String denseName) {
    if (denseName.equals(FIRST_CONVOLUTION) && settings.exitFilters < FIRST_FILTERS) {
      return List.of(FIRST_CONVOLUTION, FIRST_CONVOLUTION + REST);
    }
    return List.of(denseName.equals(CLASSES) ? DENSE_SCORES : denseName);
  }

  /** The name of the vertex with its scores. */
  private String addDenseStage(GraphBuilder graph, Routing routing) {
    if (routing == Routing.EARLY_EXIT) {
      graph
          .addLayer(DENSE_STAGE + "-0", dense(UNITS), SECOND_STAGE)
          .addLayer(DENSE_SCORES, ExitHead.scores(settings.classes), DENSE_STAGE + "-0");
      return DENSE_SCORES;
    }
    new RoutedBlock(DENSE_STAGE, dense(UNITS), ExitHead.scores(settings.classes))
        .bypass(ExitHead.scores(settings.classes))
        .router(settings.decider(routing))
        .addTo(graph, SECOND_STAGE);
    return DENSE_STAGE;
  }

  /**
   * A network without the outputs that only early classifiers' losses need: it has one output,
   * {@value #CLASSES}, as {@code evaluate}, {@code fit} on a DataSetIterator and deployment want
   * it.
   *
   * @param routed a routed network of this model, trained as a rule; it is not changed
   * @return a new network with copies of the parameters
   * @throws IllegalArgumentException if it has no output {@value #EXIT}
   */
  public static ComputationGraph withoutTrainingOutput(ComputationGraph routed) {
    return ExitHead.withoutTrainingOutput(routed);
  }

  /**
   * Takes the size of an image from a shape.
   *
   * @param inputShape one shape without the minibatch, {@code {{channels, height, width}}}, or
   *     {@code {{height, width, channels}}} where the format is {@link
   *     org.deeplearning4j.nn.conf.CNN2DFormat#NHWC}
   * @throws IllegalArgumentException if there is not one such shape, or the images are too small
   */
  @Override
  public void setInputShape(int[][] inputShape) {
    int[] image = imageShape(inputShape, settings.format);
    settings.image(image[0], image[1], image[2]);
  }
}
