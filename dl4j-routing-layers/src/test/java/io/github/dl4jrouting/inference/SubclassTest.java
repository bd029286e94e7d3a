package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.dl4jrouting.skip.ActivitySkipLayer;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A type that extends one of DL4J's may compute something else, and is left to DL4J. */
class SubclassTest {
  private static final InputType STEPS = InputType.recurrent(4, 5);

  /** Half of what its parent computes. */
  private static final class HalfSigmoid extends ActivationSigmoid {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return super.getActivation(in, training).muli(0.5);
    }
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(4).build();
  }

  private static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  static Stream<Arguments> layers() {
    LSTM lstm = new LSTM.Builder().nOut(4).build();
    return Stream.of(
        arguments("l2", chain(lstm, dense(), new DoubledLayers.DoubleActivation(), output())),
        arguments("l1", chain(lstm, new DoubledLayers.DoubleOutput())),
        arguments("l1", chain(lstm, new DoubledLayers.DoubleLoss())),
        arguments("l0", chain(new DoubledLayers.DoubleLastStep(), outputOfRows())),
        arguments("l0", chain(new DoubledLayers.DoubleBothWays(), output())),
        arguments("l0", chain(new DoubledLayers.DoubleEachStep(), output())));
  }

  private static ComputationGraph chain(org.deeplearning4j.nn.conf.layers.Layer... layers) {
    return Chain.of(DataType.FLOAT, STEPS, layers);
  }

  private static OutputLayer outputOfRows() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layersComputeWhatTheyDoInDl4j(String left, ComputationGraph graph) {
    assertThat(Stock.leftToDl4j(graph, STEPS)).contains(left);
  }

  @Test
  void embeddingsComputeWhatTheyDoInDl4j() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.feedForward(5),
            new DoubledLayers.DoubleEmbedding(),
            output());
    INDArray words = Nd4j.createFromArray(new float[][] {{0, 1, 2, 3, 4}, {4, 4, 3, 0, 2}});
    Stock.assertSame("an embedding", graph, words);
  }

  @Test
  void activationFunctionsComputeWhatTheyDoInDl4j() {
    ComputationGraph dense =
        Chain.of(
            DataType.FLOAT,
            InputType.feedForward(4),
            new DenseLayer.Builder().nOut(5).activation(new DoubleTanh()).build(),
            outputOfRows());
    assertThat(Stock.leftToDl4j(dense, InputType.feedForward(4))).containsExactly("l0");
    for (LSTM.Builder lstm :
        new LSTM.Builder[] {
          new LSTM.Builder().activation(new DoubleTanh()),
          new LSTM.Builder().gateActivationFunction(new HalfSigmoid())
        }) {
      ComputationGraph graph = Chain.of(DataType.FLOAT, STEPS, lstm.nOut(3).build(), output());
      assertThat(Stock.leftToDl4j(graph, STEPS)).containsExactly("l0");
    }
  }

  /** Weights as they will be when they are rounded, at inference too. */
  private static final class Rounding implements IWeightNoise {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray getParameter(
        Layer layer,
        String key,
        int iteration,
        int epoch,
        boolean train,
        LayerWorkspaceMgr workspaceMgr) {
      return Transforms.round(layer.getParam(key).mul(4), false).muli(0.25);
    }

    @Override
    public IWeightNoise clone() {
      return new Rounding();
    }
  }

  static Stream<Arguments> noises() {
    return Stream.of(
        arguments(new Rounding(), Set.of("l0", "l1", "l2", "l3", "l4")),
        arguments(new DropConnect(0.5), Set.of()),
        arguments(new WeightNoise(new NormalDistribution(0, 1)), Set.of()));
  }

  @ParameterizedTest
  @MethodSource("noises")
  void weightNoiseActsAsInDl4j(IWeightNoise noise, Set<String> left) {
    DenseLayer inside = new DenseLayer.Builder().nOut(4).weightNoise(noise).build();
    ComputationGraph graph =
        chain(
            new Bidirectional(new LSTM.Builder().nOut(3).weightNoise(noise).build()),
            new FrozenLayer(new LSTM.Builder().nOut(4).weightNoise(noise).build()),
            new LastTimeStep(new LSTM.Builder().nOut(4).weightNoise(noise).build()),
            new ActivitySkipLayer.Builder(inside).threshold(0.1).build(),
            new OutputLayer.Builder()
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .weightNoise(noise)
                .build());
    assertThat(Stock.leftToDl4j(graph, STEPS)).isEqualTo(left);
  }

  private static final class DoubleFlattening extends CnnToFeedForwardPreProcessor {
    private static final long serialVersionUID = 1L;

    DoubleFlattening() {
      super(3, 3, 2);
    }

    @Override
    public INDArray preProcess(INDArray input, int size, LayerWorkspaceMgr workspaceMgr) {
      return super.preProcess(input.mul(2), size, workspaceMgr);
    }
  }

  private static final class DoubleImages extends FeedForwardToCnnPreProcessor {
    private static final long serialVersionUID = 1L;

    DoubleImages() {
      super(4, 4, 1);
    }

    @Override
    public INDArray preProcess(INDArray input, int size, LayerWorkspaceMgr workspaceMgr) {
      return super.preProcess(input.mul(2), size, workspaceMgr);
    }
  }

  private static final class DoubleRows extends RnnToFeedForwardPreProcessor {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray preProcess(INDArray input, int size, LayerWorkspaceMgr workspaceMgr) {
      return super.preProcess(input.mul(2), size, workspaceMgr);
    }
  }

  private static final class DoubleSequences extends FeedForwardToRnnPreProcessor {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray preProcess(INDArray input, int size, LayerWorkspaceMgr workspaceMgr) {
      return super.preProcess(input.mul(2), size, workspaceMgr);
    }
  }

  private static GraphBuilder graph(InputType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(type);
  }

  private static Set<String> left(GraphBuilder builder, InputType type) {
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return Stock.leftToDl4j(graph, type);
  }

  @Test
  void preprocessorsOfImagesDoWhatTheyDoInDl4j() {
    InputType flat = InputType.feedForward(16);
    ConvolutionLayer convolution = new ConvolutionLayer.Builder(2, 2).nOut(2).build();
    assertThat(
            left(
                graph(flat)
                    .addLayer("images", convolution.clone(), new DoubleImages(), "in")
                    .addLayer("out", outputOfRows(), "images")
                    .setOutputs("out"),
                flat))
        .containsExactly("images");
    InputType images = InputType.convolutional(4, 4, 1);
    assertThat(
            left(
                graph(images)
                    .addLayer("images", convolution.clone(), "in")
                    .addLayer("out", outputOfRows(), new DoubleFlattening(), "images")
                    .setOutputs("out"),
                images))
        .containsExactly("out");
  }

  @Test
  void preprocessorsOfSequencesDoWhatTheyDoInDl4j() {
    InputPreProcessor none = new RnnToFeedForwardPreProcessor();
    for (boolean apart : new boolean[] {true, false}) {
      assertThat(
              left(
                  graph(STEPS)
                      .addLayer("rows", dense(), apart ? new DoubleRows() : none, "in")
                      .addLayer(
                          "out",
                          output(),
                          apart ? new FeedForwardToRnnPreProcessor() : new DoubleSequences(),
                          "rows")
                      .setOutputs("out"),
                  STEPS))
          .contains(apart ? "rows" : "out");
    }
  }

  /** DL4J gives what reads pooled sequences a preprocessor that lets rows pass. */
  @Test
  void preprocessorsOfPooledSequencesDoWhatTheyDoInDl4j() {
    assertThat(
            left(
                graph(STEPS)
                    .addLayer("lstm", new LSTM.Builder().nOut(4).build(), "in")
                    .addLayer("pool", new GlobalPoolingLayer(), "lstm")
                    .addLayer("rows", dense(), new DoubleRows(), "pool")
                    .addLayer("out", outputOfRows(), "rows")
                    .setOutputs("out"),
                STEPS))
        .contains("rows");
  }
}
