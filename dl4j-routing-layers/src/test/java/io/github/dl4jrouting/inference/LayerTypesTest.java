package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.vertex.ChannelMergeVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** One layer or vertex type after another, through the engine and through DL4J. */
@SuppressWarnings({"deprecation", "rawtypes", "unchecked"})
class LayerTypesTest {
  private static final int[] BATCHES = {1, 5, 33};

  /** What DL4J computes, by the network; of others, the loss of images and sequences at most. */
  private static final Map<String, Set<String>> LEFT =
      Map.of(
          "stack", Set.of("s", "u"),
          "global PNORM", Set.of("l0"),
          "global PNORM, channels last", Set.of("l0"),
          "locally connected", Set.of("l0"),
          "locally connected, channels last", Set.of("l0"),
          "MergeVertex of channels last", Set.of("images"),
          "ChannelMergeVertex of channels last", Set.of("images"));

  private final List<DynamicTest> tests = new ArrayList<>();

  @TestFactory
  List<DynamicTest> denseTypesGiveWhatDl4jGives() {
    for (int nOut : new int[] {1, 8, 9, 64, 65, 200}) {
      dense("dense to " + nOut, new DenseLayer.Builder().nOut(nOut).build());
    }
    for (Activation activation : Activation.values()) {
      if (activation != Activation.RRELU) {
        dense(
            "activation " + activation,
            new DenseLayer.Builder().nOut(7).activation(activation).build());
        dense(
            "layer " + activation,
            new DenseLayer.Builder().nOut(7).activation(Activation.IDENTITY).build(),
            new ActivationLayer(activation));
      }
    }
    dense("no bias", new DenseLayer.Builder().nOut(7).hasBias(false).build());
    dense("layer norm", new DenseLayer.Builder().nOut(7).hasLayerNorm(true).build());
    dense(
        "dropout",
        new DropoutLayer.Builder(0.5).build(),
        new DenseLayer.Builder().nOut(5).dropOut(0.5).build());
    dense(
        "batch norm",
        new BatchNormalization.Builder().build(),
        new DenseLayer.Builder().nOut(30).activation(Activation.IDENTITY).build(),
        new BatchNormalization.Builder().useLogStd(false).build(),
        new ActivationLayer(Activation.RELU));
    dense(
        "locked batch norm",
        new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).beta(0.5).build());
    dense("multiplication", new ElementWiseMultiplicationLayer.Builder().nIn(20).nOut(20).build());
    dense("prelu", new PReLULayer.Builder().inputShape(20).build());
    dense("layer norm of one", new DenseLayer.Builder().nOut(1).hasLayerNorm(true).build());
    dense(
        "layer norm without a bias",
        new DenseLayer.Builder()
            .nOut(9)
            .hasLayerNorm(true)
            .hasBias(false)
            .activation(Activation.TANH)
            .build());
    dense(
        "frozen",
        new FrozenLayer(new DenseLayer.Builder().nOut(9).activation(Activation.TANH).build()));
    dense("skip", new SkipConnectionLayer.Builder().initialWeight(0.4).build());
    dense(
        "skip by feature",
        new SkipConnectionLayer.Builder().perFeature(true).initialWeight(0.4).build());
    dense(
        "skip with a bias",
        new SkipConnectionLayer.Builder().hasBias(true).biasInit(0.2).initialWeight(0.4).build());
    dense("skip projection", new SkipConnectionLayer.Builder().projection(6).build());
    dense(
        "router", new RouterLayer.Builder().paths(3).hidden(12, 4).featureAttention(true).build());
    dense("repeat", new RepeatVector.Builder(3).build(), new GlobalPoolingLayer(PoolingType.AVG));
    return tests;
  }

  @TestFactory
  List<DynamicTest> imageTypesGiveWhatDl4jGives() {
    for (int[] k :
        new int[][] {
          {1, 1, 1, 0, 1},
          {3, 3, 1, 0, 1},
          {3, 3, 1, 1, 1},
          {3, 2, 2, 1, 1},
          {5, 5, 1, 2, 1},
          {1, 1, 2, 0, 1},
          {3, 3, 1, 2, 2},
          {2, 3, 1, 0, 2},
          {3, 3, 2, 2, 2},
          {4, 2, 3, 1, 1},
          {2, 2, 3, 0, 1}, // rows and columns that no window sees
          {3, 3, 1, 7, 1}, // whole rows of results of nothing but padding
          {2, 9, 1, 8, 2} // columns of the window that are beside the image
        }) {
      for (int channels : new int[] {3, 9}) {
        for (ConvolutionMode mode :
            new ConvolutionMode[] {
              ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Strict
            }) {
          boolean same = mode == ConvolutionMode.Same;
          if (mode == ConvolutionMode.Strict && k[2] > 1) {
            continue;
          }
          image(
              "convolution " + Arrays.toString(k) + " of " + channels + " " + mode,
              channels,
              new ConvolutionLayer.Builder(k[0], k[1])
                  .nOut(10)
                  .stride(k[2], k[2])
                  .padding(same ? 0 : k[3], same ? 0 : k[3])
                  .dilation(k[4], k[4])
                  .convolutionMode(mode)
                  .activation(Activation.RELU)
                  .build());
        }
      }
    }
    for (int[] k :
        new int[][] {{9, 1, 4, 2, 40}, {24, 3, 3, 1, 16}, {24, 3, 3, 3, 20}, {24, 1, 13, 1, 50}}) {
      add(
          "convolution in bands " + Arrays.toString(k),
          InputType.convolutional(70, 61, k[0]),
          b ->
              b.addLayer(
                      "c",
                      new ConvolutionLayer.Builder(k[1], k[2])
                          .nOut(k[4])
                          .stride(k[3], 1)
                          .activation(Activation.RELU)
                          .build(),
                      "in")
                  .addLayer(
                      "out", new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE).build(), "c")
                  .setOutputs("out"));
    }
    image(
        "wide convolution",
        40,
        new ConvolutionLayer.Builder(3, 3).nOut(70).convolutionMode(ConvolutionMode.Same).build());
    image("no bias", 9, new ConvolutionLayer.Builder(3, 3).nOut(5).hasBias(false).build());
    image(
        "folded",
        9,
        new ConvolutionLayer.Builder(3, 3).nOut(12).activation(Activation.IDENTITY).build(),
        new BatchNormalization.Builder().build(),
        new ActivationLayer(Activation.RELU),
        new BatchNormalization.Builder().build(),
        new ConvolutionLayer.Builder(1, 1).nOut(4).build());
    for (PoolingType type : new PoolingType[] {PoolingType.MAX, PoolingType.AVG}) {
      for (ConvolutionMode mode :
          new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
        image(
            type + " pooling " + mode,
            3,
            new SubsamplingLayer.Builder(type)
                .kernelSize(3, 2)
                .stride(2, 2)
                .convolutionMode(mode)
                .build());
        image(
            type + " padded pooling " + mode,
            3,
            new SubsamplingLayer.Builder(type)
                .kernelSize(3, 3)
                .stride(2, 1)
                .padding(mode == ConvolutionMode.Same ? 0 : 1, mode == ConvolutionMode.Same ? 0 : 1)
                .convolutionMode(mode)
                .build());
      }
    }
    image(
        "pnorm pooling",
        3,
        new SubsamplingLayer.Builder(PoolingType.PNORM).pnorm(2).kernelSize(2, 2).build());
    for (PoolingType type : PoolingType.values()) {
      image("global " + type, 3, new GlobalPoolingLayer.Builder(type).pnorm(2).build());
    }
    image("deconvolution", 3, new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(4).build());
    for (int[] k :
        new int[][] {
          {3, 3, 1, 0, 1, 2},
          {3, 2, 1, 1, 1, 1},
          {5, 3, 2, 1, 1, 3},
          {2, 3, 3, 1, 1, 1},
          {3, 3, 1, 2, 2, 1},
          {1, 1, 1, 0, 1, 2},
          {3, 3, 2, 2, 2, 2}
        }) {
      for (ConvolutionMode mode :
          new ConvolutionMode[] {ConvolutionMode.Truncate, ConvolutionMode.Same}) {
        int padding = mode == ConvolutionMode.Same ? 0 : k[3];
        for (int channels : new int[] {3, 9}) {
          image(
              "depthwise " + Arrays.toString(k) + " of " + channels + " " + mode,
              channels,
              new DepthwiseConvolution2D.Builder(k[0], k[1])
                  .stride(k[2], 1)
                  .padding(padding, 0)
                  .dilation(1, k[4])
                  .depthMultiplier(k[5])
                  .nOut(channels * k[5])
                  .convolutionMode(mode)
                  .activation(Activation.IDENTITY)
                  .build(),
              new BatchNormalization(),
              new ActivationLayer(Activation.RELU6));
          image(
              "separable " + Arrays.toString(k) + " of " + channels + " " + mode,
              channels,
              new SeparableConvolution2D.Builder(k[0], k[1])
                  .stride(k[2], k[2])
                  .padding(padding, padding)
                  .dilation(k[4], k[4])
                  .depthMultiplier(k[5])
                  .nOut(6)
                  .convolutionMode(mode)
                  .activation(Activation.TANH)
                  .build());
        }
      }
    }
    image("normalization", 6, new LocalResponseNormalization.Builder().build());
    image("upsampling", 3, new Upsampling2D.Builder(2).build());
    image(
        "padding, cropping",
        3,
        new ZeroPaddingLayer.Builder(1, 2).build(),
        new Cropping2D.Builder(1, 1).build());
    image(
        "uneven padding, cropping",
        3,
        new Cropping2D.Builder(0, 3, 2, 1).build(),
        new ConvolutionLayer.Builder(2, 2).nOut(9).build(),
        new ZeroPaddingLayer(2, 0, 1, 3),
        new ConvolutionLayer.Builder(2, 2).nOut(9).build());
    image(
        "space to depth",
        3,
        new SpaceToDepthLayer.Builder(2, SpaceToDepthLayer.DataFormat.NCHW).build());
    image(
        "locally connected", 3, new LocallyConnected2D.Builder().kernelSize(3, 3).nOut(4).build());
    image("router", 3, new RouterLayer.Builder().paths(2).build());
    image(
        "skip by channel",
        3,
        new SkipConnectionLayer.Builder().perFeature(true).initialWeight(0.3).build());
    image("skip projection", 3, new SkipConnectionLayer.Builder().projection(5, 2, 2).build());
    nhwc();
    return tests;
  }

  /** Networks that mix layers with kernels and without, and vertices that join images. */
  private void nhwc() {
    for (MergeVertex merge : new MergeVertex[] {new MergeVertex(), new ChannelMergeVertex()}) {
      add(
          merge.getClass().getSimpleName() + " of channels last",
          InputType.convolutional(10, 8, 3, CNN2DFormat.NHWC),
          b ->
              b.addLayer("a", new ConvolutionLayer.Builder(1, 1).nOut(9).build(), "in")
                  .addLayer(
                      "u", new Upsampling2D.Builder(1).dataFormat(CNN2DFormat.NHWC).build(), "a")
                  .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "u", "a")
                  .addVertex("m", merge, "in", "sum", "a")
                  .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.75).build(), "m")
                  .addLayer("c", new ConvolutionLayer.Builder(1, 1).nOut(21).build(), "m")
                  .addVertex("r", new RoutingVertex(), "gate", "c", "m")
                  .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "r")
                  .addLayer("out", output(), "pool")
                  .addLayer(
                      "images",
                      new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                          .activation(Activation.IDENTITY)
                          .build(),
                      "r")
                  .setOutputs("out", "images"));
    }
    add(
        "channels last",
        InputType.convolutional(10, 8, 3, CNN2DFormat.NHWC),
        b ->
            b.addLayer(
                    "a",
                    new ConvolutionLayer.Builder(3, 3).nOut(9).dataFormat(CNN2DFormat.NHWC).build(),
                    "in")
                .addLayer(
                    "bn",
                    new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build(),
                    "a")
                .addLayer(
                    "p",
                    new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .dataFormat(CNN2DFormat.NHWC)
                        .build(),
                    "bn")
                .addLayer("d", new DenseLayer.Builder().nOut(9).build(), "p")
                .addLayer("out", output(), "d")
                .setOutputs("out"));
  }

  @TestFactory
  List<DynamicTest> sequenceTypesGiveWhatDl4jGives() {
    sequence("lstm", new LSTM.Builder().nOut(7).build());
    sequence("graves lstm", new GravesLSTM.Builder().nOut(7).build());
    sequence("simple", new SimpleRnn.Builder().nOut(7).build());
    sequence(
        "both ways",
        new Bidirectional(Bidirectional.Mode.CONCAT, new LSTM.Builder().nOut(7).build()));
    sequence("convolution", new Convolution1DLayer.Builder().kernelSize(2).nOut(5).build());
    sequence(
        "pooling", new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.MAX, 2, 1).build());
    sequence(
        "dense in between",
        new LSTM.Builder().nOut(6).build(),
        new DenseLayer.Builder().nOut(5).build(),
        new LSTM.Builder().nOut(6).build());
    sequence(
        "attention", new SelfAttentionLayer.Builder().nOut(8).nHeads(2).projectInput(true).build());
    sequence("router", new RouterLayer.Builder().paths(2).build());
    sequence("skip", new SkipConnectionLayer.Builder().initialWeight(0.6).build());
    add(
        "last step",
        InputType.recurrent(5, 6),
        b ->
            b.addLayer("l", new LastTimeStep(new LSTM.Builder().nOut(7).build()), "in")
                .addLayer("out", output(), "l")
                .setOutputs("out"));
    add(
        "last step vertex",
        InputType.recurrent(5, 6),
        b ->
            b.addLayer("l", new LSTM.Builder().nOut(7).build(), "in")
                .addVertex("last", new LastTimeStepVertex("in"), "l")
                .addLayer("out", output(), "last")
                .setOutputs("out"));
    add(
        "output at each step",
        InputType.recurrent(5, 6),
        b ->
            b.addLayer("l", new LSTM.Builder().nOut(7).build(), "in")
                .addLayer(
                    "out",
                    new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "l")
                .setOutputs("out"));
    return tests;
  }

  @TestFactory
  List<DynamicTest> verticesGiveWhatDl4jGives() {
    add(
        "many numbers",
        InputType.convolutional(75, 101, 3), // more than a part of element-wise work
        b ->
            b.addLayer("first", new ConvolutionLayer.Builder(1, 1).nOut(3).build(), "in")
                .addLayer("function", new ActivationLayer(Activation.SIGMOID), "first")
                .addLayer("normalization", new BatchNormalization(), "first")
                .addVertex(
                    "mean",
                    new ElementWiseVertex(ElementWiseVertex.Op.Average),
                    "function",
                    "normalization",
                    "first")
                .addLayer(
                    "out", new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE).build(), "mean")
                .setOutputs("out"));
    for (ElementWiseVertex.Op op : ElementWiseVertex.Op.values()) {
      add(
          "element-wise " + op,
          InputType.feedForward(20),
          b ->
              two(b)
                  .addVertex("v", new ElementWiseVertex(op), "a", "b")
                  .addLayer("relu", new ActivationLayer(Activation.RELU), "v")
                  .addLayer("out", output(), "relu")
                  .setOutputs("out"));
    }
    add(
        "merge",
        InputType.feedForward(20),
        b ->
            two(b)
                .addVertex("v", new MergeVertex(), "a", "b", "in")
                .addLayer("out", output(), "v")
                .setOutputs("out"));
    add(
        "subset, scale, shift, norm",
        InputType.feedForward(20),
        b ->
            two(b)
                .addVertex("s", new SubsetVertex(2, 7), "a")
                .addVertex("m", new ScaleVertex(3), "s")
                .addVertex("p", new ShiftVertex(-1), "m")
                .addVertex("n", new L2NormalizeVertex(), "p")
                .addVertex("both", new MergeVertex(), "n", "b")
                .addLayer("out", output(), "both")
                .setOutputs("out"));
    add(
        "stack",
        InputType.feedForward(20),
        b ->
            two(b)
                .addVertex("s", new StackVertex(), "a", "b")
                .addLayer("d", new DenseLayer.Builder().nOut(6).build(), "s")
                .addVertex("u", new UnstackVertex(1, 2), "d")
                .addLayer("out", output(), "u")
                .setOutputs("out"));
    add(
        "two outputs, one inside",
        InputType.feedForward(20),
        b ->
            two(b)
                .addLayer("out", output(), "a")
                .addLayer(
                    "loss",
                    new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.TANH)
                        .build(),
                    "b")
                .setOutputs("out", "loss"));
    add(
        "center loss",
        InputType.feedForward(20),
        b ->
            two(b)
                .addVertex("v", new MergeVertex(), "a", "b")
                .addLayer(
                    "out",
                    new CenterLossOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "v")
                .setOutputs("out"));
    add(
        "early exit",
        InputType.feedForward(20),
        b ->
            two(b)
                .addLayer("exit", output(), "a")
                .addLayer("gate", new ConfidenceGateLayer.Builder().threshold(0.4).build(), "exit")
                .addLayer("deep", output(), "b")
                .addVertex("out", new RoutingVertex(), "gate", "deep", "exit")
                .addLayer(
                    "l",
                    new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "out")
                .setOutputs("l"));
    add(
        "flat images",
        InputType.convolutionalFlat(10, 8, 1),
        b ->
            b.addLayer("c", new ConvolutionLayer.Builder(3, 3).nOut(9).build(), "in")
                .addLayer(
                    "p",
                    new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build(),
                    "c")
                .addLayer("d", new DenseLayer.Builder().nOut(20).build(), "p")
                .addLayer("out", output(), "d")
                .setOutputs("out"));
    return tests;
  }

  private static GraphBuilder two(GraphBuilder b) {
    return b.addLayer(
            "a", new DenseLayer.Builder().nOut(20).activation(Activation.TANH).build(), "in")
        .addLayer("b", new DenseLayer.Builder().nOut(20).activation(Activation.RELU).build(), "in");
  }

  private static Layer output() {
    return new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
  }

  private void dense(String name, Layer... layers) {
    chain(name, InputType.feedForward(20), layers);
  }

  private void image(String name, int channels, Layer... layers) {
    Layer[] copies = Arrays.stream(layers).map(Layer::clone).toArray(Layer[]::new);
    chain(name, InputType.convolutional(10, 8, channels), layers);
    chain(
        name + ", channels last",
        InputType.convolutional(10, 8, channels, CNN2DFormat.NHWC),
        copies);
  }

  private void sequence(String name, Layer... layers) {
    chain(name, InputType.recurrent(5, 6), layers);
  }

  private void chain(String name, InputType type, Layer... layers) {
    add(
        name,
        type,
        b -> {
          // A layer of its own comes first: DL4J computes some in place on the network's input.
          String last = "in";
          if (type instanceof InputType.InputTypeFeedForward) {
            b.addLayer(
                "first",
                new DenseLayer.Builder().nOut(20).activation(Activation.TANH).build(),
                last);
            last = "first";
          }
          for (int i = 0; i < layers.length; i++) {
            b.addLayer("l" + i, layers[i], last);
            last = "l" + i;
          }
          return b.addLayer(
                  "loss",
                  new LossLayer.Builder(LossFunctions.LossFunction.MSE)
                      .activation(Activation.IDENTITY)
                      .build(),
                  last)
              .setOutputs("loss");
        });
  }

  private void add(String name, InputType type, UnaryOperator<GraphBuilder> network) {
    tests.add(
        dynamicTest(
            name,
            () -> {
              GraphBuilder builder =
                  new NeuralNetConfiguration.Builder()
                      .seed(3)
                      .graphBuilder()
                      .addInputs("in")
                      .setInputTypes(type);
              ComputationGraph graph = new ComputationGraph(network.apply(builder).build());
              graph.init();
              Nd4j.getRandom().setSeed(4);
              graph
                  .paramTable()
                  .forEach(
                      (key, value) -> {
                        if (key.endsWith("_var") || key.endsWith("_gamma")) {
                          value.assign(Nd4j.rand(value.shape()).addi(0.5));
                        } else if (!key.endsWith("_tau")) {
                          value.addi(Nd4j.randn(value.shape()).muli(0.1));
                        }
                      });
              for (int batch : BATCHES) {
                INDArray x = Nd4j.randn(Chain.shape(type, batch));
                Stock.assertSame(name + ", batch " + batch, graph, x);
                RoutedInference plan = RoutedInference.compile(graph);
                plan.output(x);
                Set<String> left = new HashSet<>(plan.leftToDl4j());
                left.remove("loss");
                assertThat(left).isEqualTo(LEFT.getOrDefault(name, Set.of()));
              }
            }));
  }
}
