package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.vertex.ChannelMergeVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks whose images have their channels last, as those that come from Keras do. */
class ChannelsLastTest {
  private static final InputType IMAGES = InputType.convolutional(12, 10, 3, CNN2DFormat.NHWC);

  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(IMAGES);
  }

  private static ConvolutionLayer convolution(int channels) {
    return new ConvolutionLayer.Builder(1, 1).nOut(channels).activation(Activation.TANH).build();
  }

  private static OutputLayer classifier() {
    return new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
  }

  private static ActivationLayer asItIs() {
    return new ActivationLayer(Activation.IDENTITY);
  }

  private static ComputationGraph network(GraphBuilder builder, String... outputs) {
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(outputs).build());
    graph.init();
    return graph;
  }

  private static INDArray images(int batch) {
    Nd4j.getRandom().setSeed(7);
    INDArray x = Nd4j.randn(batch, 12, 10, 3);
    for (int r = 0; r < batch; r++) {
      x.slice(r).muli(0.5 + r % 4);
    }
    return x;
  }

  /** A residual block behind a router, a gated one, pooling, and a classifier of flat images. */
  private static ComputationGraph routed() {
    ComputationGraph graph =
        network(
            builder()
                .addLayer(
                    "stem",
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "in")
                .addLayer("norm", new BatchNormalization(), "stem")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addLayer("router", new RouterLayer.Builder().openProbability(0.5).build(), "relu")
                .addLayer("block", convolution(6), "relu")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "block", "relu")
                .addLayer(
                    "skip",
                    new SkipConnectionLayer.Builder().perFeature(true).initialWeight(0.5).build(),
                    "relu")
                .addVertex("routed", new RoutingVertex(), "router", "sum", "skip")
                .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.3).build(), "routed")
                .addLayer("second", convolution(6), "routed")
                .addVertex("gated", new RoutingVertex(), "gate", "second", "routed")
                .addLayer(
                    "pool",
                    new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                    "gated")
                .addLayer("dense", new DenseLayer.Builder().nOut(9).build(), "pool")
                .addLayer("flat", classifier(), "dense")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "gated")
                .addLayer("pooled", classifier(), "mean"),
            "flat",
            "pooled");
    // Through where the channels' means sum up to more than 1.
    graph.getParam("router_W0").assign(0).getColumn(0).assign(1);
    graph.getParam("router_b0").assign(Nd4j.createFromArray(0f, 1f));
    return graph;
  }

  private static List<Node> computed(ComputationGraph graph) {
    Plan plan = Compiler.lean(graph, Set.of());
    return plan.nodes().stream()
        .filter(node -> !node.isInput() && !node.mix() && plan.isRead(node))
        .toList();
  }

  private static List<String> reordered(ComputationGraph graph) {
    return computed(graph).stream()
        .filter(node -> node.kernel().orElse(null) instanceof ReorderKernel)
        .map(Node::name)
        .toList();
  }

  @Test
  void kernelsComputeThemAndTurnTheirInputAroundOnce() {
    ComputationGraph graph = routed();

    assertThat(computed(graph)).allMatch(node -> node.kernel().isPresent());
    assertThat(reordered(graph)).containsExactly("stem");
    for (int batch : new int[] {1, 3, 20}) {
      Stock.assertSame("batch " + batch, graph, images(batch));
    }
    RoutedInference plan = RoutedInference.compile(graph);
    plan.output(images(3));
    assertThat(plan.leftToDl4j()).isEmpty();
  }

  private static GraphBuilder ofTwoInputs() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .graphBuilder()
        .addInputs("one", "two")
        .setInputTypes(IMAGES, IMAGES)
        .addLayer("a", convolution(6), "one")
        .addLayer("b", convolution(6), "two");
  }

  @Test
  void whatKernelsCannotDoIsLeftToDl4jAlone() {
    ComputationGraph graph =
        network(
            ofTwoInputs()
                .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "a", "b")
                .addLayer("c", convolution(5), "product"),
            "c");
    RoutedInference plan = RoutedInference.compile(graph);
    INDArray x = images(4);
    INDArray broadcast = Nd4j.rand(4, 1, 1, 3);
    INDArray[] expected = graph.output(x, broadcast);

    Stock.assertClose("images of one size", plan.output(x, x), graph.output(x, x));
    assertThat(plan.leftToDl4j()).isEmpty();
    for (int call = 0; call < 3; call++) {
      Stock.assertClose("a product that broadcasts", plan.output(x, broadcast), expected);
      assertThat(plan.leftToDl4j()).containsExactly("product");
    }
    plan.refresh();
    assertThat(plan.leftToDl4j()).isEmpty();
  }

  @Test
  void flattenedImagesThatNoKernelHasReadStayAsTheyAre() {
    ComputationGraph graph =
        network(
            builder().addLayer("dense", new DenseLayer.Builder().nOut(4).build(), "in"), "dense");

    assertThat(reordered(graph)).isEmpty();
    Stock.assertSame("a perceptron of images", graph, images(5));
  }

  @Test
  void kernelsComputeTheLayersOfSmallNetworksInEitherOrder() {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      InputType type = InputType.convolutional(12, 10, 3, format);
      ComputationGraph graph =
          network(
              new NeuralNetConfiguration.Builder()
                  .seed(5)
                  .activation(Activation.RELU)
                  .graphBuilder()
                  .addInputs("in")
                  .setInputTypes(type)
                  .addLayer("pad", new ZeroPaddingLayer(0, 1, 0, 1), "in")
                  .addLayer(
                      "depthwise",
                      new DepthwiseConvolution2D.Builder(3, 3)
                          .depthMultiplier(2)
                          .nOut(6)
                          .stride(2, 2)
                          .build(),
                      "pad")
                  .addLayer("norm", new BatchNormalization(), "depthwise")
                  .addLayer("six", new ActivationLayer(Activation.RELU6), "norm")
                  .addLayer(
                      "separable", new SeparableConvolution2D.Builder(3, 3).nOut(7).build(), "six")
                  .addLayer("crop", new Cropping2D.Builder(1, 0, 0, 1).build(), "separable")
                  .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "crop")
                  .addLayer("out", classifier(), "mean"),
              "out");

      assertThat(computed(graph)).allMatch(node -> node.kernel().isPresent());
      assertThat(reordered(graph)).hasSize(format == CNN2DFormat.NHWC ? 1 : 0);
      INDArray x = Nd4j.randn(Chain.shape(type, 5));
      Stock.assertSame(format.toString(), graph, x);
      assertThat(RoutedInference.compile(graph).infer(x).macs())
          .containsOnly(CostModel.of(graph, type).total());
    }
  }

  @Test
  void theyCostWhatTheCostModelSays() {
    ComputationGraph graph = routed();

    InferenceResult result = RoutedInference.compile(graph).infer(images(40));

    CostModel costs = CostModel.of(graph, IMAGES);
    for (int r = 0; r < 40; r++) {
      long through = (long) result.decisions().get("router").getDouble(r, 0);
      long gated = (long) result.decisions().get("gate").getDouble(r, 0);
      long skipped =
          (1 - through) * costs.of("block")
              + through * costs.of("skip")
              + (1 - gated) * costs.of("second");
      assertThat(result.macs()[r]).as("sample %d", r).isEqualTo(costs.total() - skipped);
    }
    for (String decider : List.of("router", "gate")) {
      assertThat(result.decisions().get(decider).sum(0).toDoubleVector())
          .as(decider)
          .doesNotContain(0);
    }
  }

  @Test
  void outputsAndVerticesOfDl4jGetTheirImagesInItsOrder() {
    ComputationGraph graph =
        network(
            builder()
                .addLayer("a", convolution(6), "in")
                .addLayer(
                    "own",
                    new ConvolutionLayer.Builder(1, 1).nOut(6).activation(new DoubleTanh()).build(),
                    "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "own", "a")
                .addLayer("b", convolution(5), "sum")
                .addLayer("images", asItIs(), "b")
                .addLayer("more", asItIs(), "sum"),
            "images",
            "more");

    assertThat(reordered(graph)).containsExactly("a", "a", "sum", "images", "more");
    Stock.assertSame("a layer of DL4J's", graph, images(6));
  }

  @Test
  void largeImagesAreTurnedAroundInPartsAndThoseOfOneChannelCopied() {
    for (int channels : new int[] {1, 3, 70, 1500}) {
      ComputationGraph graph =
          network(
              new NeuralNetConfiguration.Builder()
                  .seed(5)
                  .graphBuilder()
                  .addInputs("in")
                  .setInputTypes(InputType.convolutional(41, 37, channels, CNN2DFormat.NHWC))
                  .addLayer("a", convolution(3), "in")
                  .addLayer("out", asItIs(), "a"),
              "out");
      Stock.assertSame(channels + " channels", graph, Nd4j.randn(2, 41, 37, channels));
    }
  }

  @Test
  void valuesInsideAreInDl4jsOrder() {
    ComputationGraph graph = routed();
    RoutedComputationGraph drop = RoutedComputationGraph.of(graph);
    INDArray x = images(5);

    INDArray[] inside = drop.output(List.of("gated", "pool"), false, new INDArray[] {x}, null);

    INDArray[] expected = graph.output(List.of("gated", "pool"), false, new INDArray[] {x}, null);
    Stock.assertClose("inside", inside, expected);
  }

  @Test
  void badImagesAreRefusedInTheUsersOrderAndLeaveThePlanAsItWas() {
    RoutedInference plan = RoutedInference.compile(routed());

    plan.output(images(3));
    for (long[] shape : new long[][] {{2, 3, 12, 10}, {2, 12}, {2, 12, 10, 3, 1}}) {
      INDArray bad = Nd4j.zeros(shape);
      assertThatThrownBy(() -> plan.output(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Vertex \"stem\"")
          .hasMessageContaining("[N, height, width, 3], channels last");
    }
    assertThat(plan.leftToDl4j()).isEmpty();
    assertThat(plan.output(images(2))[0].rows()).isEqualTo(2);
  }

  private static ComputationGraph startingWith(Layer layer) {
    return Chain.of(
        DataType.FLOAT,
        InputType.convolutional(12, 10, 2, CNN2DFormat.NHWC),
        layer,
        new LossLayer.Builder().activation(Activation.IDENTITY).build());
  }

  @Test
  void whatTakesImagesAloneRefusesRows() {
    for (Layer layer :
        new Layer[] {
          new SubsamplingLayer.Builder(2, 2).dataFormat(CNN2DFormat.NHWC).build(),
          new ZeroPaddingLayer.Builder(1, 1).dataFormat(CNN2DFormat.NHWC).build(),
          new Cropping2D.Builder(1, 1).dataFormat(CNN2DFormat.NHWC).build()
        }) {
      RoutedInference plan = RoutedInference.compile(startingWith(layer));
      assertThatThrownBy(() -> plan.output(Nd4j.zeros(2, 12)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Vertex \"l0\"")
          .hasMessageContaining("[N, height, width, channels], channels last");
    }
  }

  @Test
  void normalizationTakesRowsTooAsInDl4j() {
    ComputationGraph graph =
        startingWith(new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build());
    graph.getParam("l0_mean").assign(0.25);
    Stock.assertSame("images", graph, Nd4j.rand(3, 12, 10, 2));
    Stock.assertSame("rows", graph, Nd4j.rand(3, 2));
  }

  @Test
  void anErrorInsideSaysThatItsShapesHaveChannelsFirst() {
    ComputationGraph graph =
        network(ofTwoInputs().addVertex("merge", new ChannelMergeVertex(), "a", "b"), "merge");
    RoutedInference plan = RoutedInference.compile(graph);

    assertThatThrownBy(() -> plan.output(Nd4j.zeros(2, 12, 10, 3), Nd4j.zeros(2, 5, 4, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Vertex \"merge\"")
        .hasMessageContaining("[N, 6, 12, 10] and [N, 6, 5, 4]")
        .hasMessageContaining("channels first");
  }
}
