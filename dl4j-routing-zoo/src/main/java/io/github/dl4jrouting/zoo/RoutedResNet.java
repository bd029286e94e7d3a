package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.RoutedBlock;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A residual network for images (He et al. 2015, arXiv 1512.03385) whose blocks may be routed one
 * by one (ConvNet-AIG, Veit and Belongie 2018, arXiv 1711.11503; SkipNet, Wang et al. 2018, arXiv
 * 1711.09485), and its dense twin:
 *
 * <pre>
 *   x = ReLU(norm(conv(image)))                     stem; for large images pooled after that
 *   x ← ReLU(shortcut(x) + F(x))                    first block of each stage, never routed
 *   x ← ReLU(x + F(x))                              the others
 *   routed: x ← p₀ · ReLU(x + F(x)) + p₁ · x        p is one-hot, so F is computed or it is not
 *   class = softmax(W mean(x) + b)
 * </pre>
 *
 * <p>F is two 3×3 convolutions, or 1×1, 3×3, 1×1, each followed by a batch normalization, which the
 * inference engine folds into it. The shortcut of a block that halves the image or widens it is a
 * 1×1 convolution with a batch normalization (the paper's option B): DL4J has no layer that pads
 * channels, which option A does, and in ResNet-20 the two cost less than 1 % of the whole.
 *
 * <p>Input [N, C, H, W] or [N, H, W, C], output [N, classes]. Twins of one seed start with the same
 * weights. The vertices are {@code stem-…}, {@code stageS-blockB} with S and B from 1 and the names
 * of a {@link RoutedBlock}, {@code mean} and {@code classes}.
 *
 * <pre>{@code
 * ComputationGraph routed =
 *     RoutedResNet.builder().shape(ResNetShape.cifar(56)).routing(Routing.ROUTERS).build().init();
 * }</pre>
 */
public final class RoutedResNet extends RoutedZooModel<RoutedResNet> {

  private static final String INPUT = "input";
  private static final String MEAN = "mean";
  private static final String OUTPUT = "classes";

  private final RoutedResNetBuilder settings;

  /** The model with all settings at their defaults, as {@link java.util.ServiceLoader} makes it. */
  public RoutedResNet() {
    this(new RoutedResNetBuilder());
  }

  RoutedResNet(RoutedResNetBuilder builder) {
    this.settings = new RoutedResNetBuilder(builder);
  }

  /**
   * Starts a model.
   *
   * @return a builder with the defaults
   */
  public static RoutedResNetBuilder builder() {
    return new RoutedResNetBuilder();
  }

  @Override
  public RoutedResNetBuilder toBuilder() {
    return new RoutedResNetBuilder(settings);
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
            .activation(Activation.IDENTITY)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(inputType());
    ResNetShape shape = settings.shape;
    String last = chain(graph, "stem", INPUT, stem());
    int channelsIn = shape.width();
    int number = 0;
    for (int stage = 0; stage < shape.blocks().size(); stage++) {
      int channels = shape.channels(stage);
      for (int block = 0; block < shape.blocks().get(stage); block++) {
        String name = "stage" + (stage + 1) + "-block" + (block + 1);
        int stride = block == 0 && stage > 0 ? 2 : 1;
        Layer[] layers = branch(channels, stride, ++number);
        if (block == 0) {
          String shortcut =
              stride > 1 || channelsIn != shape.channelsOut(channels)
                  ? chain(graph, name + "-shortcut", last, projection(channels, stride))
                  : last;
          addDense(graph, name, last, shortcut, layers);
        } else if (routing == Routing.NONE) {
          addDense(graph, name, last, last, layers);
        } else {
          new RoutedBlock(name, layers)
              .residual(Activation.RELU)
              .router(settings.decider(routing))
              .addTo(graph, last);
        }
        last = name;
        channelsIn = shape.channelsOut(channels);
      }
    }
    return graph
        .addLayer(MEAN, new GlobalPoolingLayer(PoolingType.AVG), last)
        .addLayer(
            OUTPUT,
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(settings.classes)
                .activation(Activation.SOFTMAX)
                .build(),
            MEAN)
        .setOutputs(OUTPUT)
        .build();
  }

  private static void addDense(
      GraphBuilder graph, String name, String input, String shortcut, Layer... layers) {
    String sum = name + "-add";
    graph
        .addVertex(
            sum,
            new ElementWiseVertex(ElementWiseVertex.Op.Add),
            shortcut,
            chain(graph, name, input, layers))
        .addLayer(name, new ActivationLayer(Activation.RELU), sum);
  }

  /** Adds layers in a row, named as a {@link RoutedBlock} names them. */
  private static String chain(GraphBuilder graph, String name, String input, Layer... layers) {
    String last = input;
    for (int i = 0; i < layers.length; i++) {
      graph.addLayer(name + "-" + i, layers[i], last);
      last = name + "-" + i;
    }
    return last;
  }

  private Layer[] stem() {
    int width = settings.shape.width();
    List<Layer> layers = new ArrayList<>();
    boolean large = settings.shape.imageNetStem();
    layers.add(large ? convolution(7, 2, width) : convolution(3, 1, width));
    layers.add(normalization());
    layers.add(new ActivationLayer(Activation.RELU));
    if (large) {
      layers.add(
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(3, 3)
              .stride(2, 2)
              .padding(1, 1)
              .dataFormat(settings.format)
              .build());
    }
    return layers.toArray(Layer[]::new);
  }

  /** F of a block; its number from 1 says how often it survives. */
  private Layer[] branch(int channels, int stride, int number) {
    List<Layer> layers = new ArrayList<>();
    if (settings.shape.bottleneck()) {
      layers.add(convolution(1, 1, channels));
      layers.add(normalization());
      layers.add(new ActivationLayer(Activation.RELU));
    }
    layers.add(convolution(3, stride, channels));
    layers.add(normalization());
    layers.add(new ActivationLayer(Activation.RELU));
    layers.add(
        settings.shape.bottleneck()
            ? convolution(1, 1, settings.shape.channelsOut(channels))
            : convolution(3, 1, channels));
    layers.add(normalization());
    if (settings.survival < 1) {
      int blocks = settings.shape.blockCount();
      layers.add(new DropoutLayer(StochasticDepth.linearDecay(number, blocks, settings.survival)));
    }
    return layers.toArray(Layer[]::new);
  }

  private Layer[] projection(int channels, int stride) {
    return new Layer[] {
      convolution(1, stride, settings.shape.channelsOut(channels)), normalization()
    };
  }

  /** Without a bias: the normalization after it has one. */
  private Layer convolution(int kernel, int stride, int channels) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .stride(stride, stride)
        .padding(kernel / 2, kernel / 2)
        .nOut(channels)
        .hasBias(false)
        .dataFormat(settings.format)
        .build();
  }

  private Layer normalization() {
    return new BatchNormalization.Builder().dataFormat(settings.format).build();
  }

  /**
   * Takes the size of the images from a shape.
   *
   * @param inputShape one shape without the minibatch, such as {@code {{3, 32, 32}}}, or {@code
   *     {{32, 32, 3}}} where the format is {@link CNN2DFormat#NHWC}
   * @throws IllegalArgumentException if there is not one shape, of three sizes
   */
  @Override
  public void setInputShape(int[][] inputShape) {
    int[] image = imageShape(inputShape, settings.format);
    settings.image(image[0], image[1], image[2]);
  }
}
