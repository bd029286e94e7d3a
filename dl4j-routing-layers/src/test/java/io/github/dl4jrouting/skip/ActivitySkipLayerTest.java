package io.github.dl4jrouting.skip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.L2Regularization;

class ActivitySkipLayerTest {
  private static final int N = 6;

  @BeforeEach
  void useDoubles() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    Nd4j.getRandom().setSeed(12345);
  }

  @AfterEach
  void useFloatsAgain() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  private static NeuralNetConfiguration.Builder configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .dataType(DataType.DOUBLE)
        .updater(new NoOp())
        .l2(0.01)
        .activation(Activation.TANH);
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(4).build();
  }

  private static MultiLayerNetwork denseNetwork(ActivitySkipLayer.Builder skip) {
    MultiLayerConfiguration conf =
        configuration()
            .list()
            .layer(new DenseLayer.Builder().nOut(4).build())
            .layer(skip.build())
            .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.feedForward(5))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return network;
  }

  private static INDArray labels() {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, N, 3);
    for (int n = 0; n < N; n++) {
      labels.putScalar(n, n % 3, 1);
    }
    return labels;
  }

  private static double medianActivity(MultiLayerNetwork network, INDArray x) {
    INDArray before = network.feedForward(x).get(1);
    double[] sorted = before.norm1(1).divi(before.size(1)).toDoubleVector();
    java.util.Arrays.sort(sorted);
    return (sorted[N / 2 - 1] + sorted[N / 2]) / 2;
  }

  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void gradientsAgreeWithFiniteDifferences(boolean residual, boolean learnable) {
    MultiLayerNetwork network =
        denseNetwork(
            new ActivitySkipLayer.Builder(dense(), dense())
                .residual(residual)
                .learnable(learnable)
                .temperature(0.3));
    INDArray x = Nd4j.rand(DataType.DOUBLE, N, 5).subi(0.5);
    Thresholded.of(network.getLayer(1)).setThreshold(medianActivity(network, x));

    assertThat(
            GradientCheckUtil.checkGradients(
                new GradientCheckUtil.MLNConfig().net(network).input(x).labels(labels())))
        .isTrue();
  }

  @Test
  void gradientsAgreeInsideAGraphWithConvolutionAndBatchNorm() {
    ComputationGraphConfiguration conf =
        configuration()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(4, 4, 2))
            .addLayer("stem", new ConvolutionLayer.Builder(1, 1).nOut(3).build(), "in")
            .addLayer(
                "skip",
                new ActivitySkipLayer.Builder(
                        new ConvolutionLayer.Builder(3, 3).nOut(3).build(),
                        new BatchNormalization.Builder().build())
                    .residual(true)
                    .build(),
                "stem")
            .addLayer(
                "out",
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                "skip")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    INDArray x = Nd4j.rand(DataType.DOUBLE, N, 2, 4, 4).subi(0.5);
    x.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 2)).muli(0.1);
    double[] activity =
        graph.feedForward(x, false).get("stem").norm1(1, 2, 3).divi(48).toDoubleVector();
    java.util.Arrays.sort(activity);
    Thresholded.of(graph.getLayer("skip")).setThreshold((activity[1] + activity[2]) / 2);

    assertThat(
            GradientCheckUtil.checkGradients(
                new GradientCheckUtil.GraphConfig()
                    .net(graph)
                    .inputs(new INDArray[] {x})
                    .labels(new INDArray[] {labels()})
                    .excludeParams(
                        java.util.Set.of("skip_1.mean", "skip_1.var", "skip_1.log10stdev"))))
        .isTrue();
    assertThat(((ActivitySkipRuntime) graph.getLayer("skip")).skipRatio()).isBetween(0.1, 0.9);
  }

  @Test
  void givesWhatARoutedBlockWithTheSameGateGives() {
    double tau = 0.4;
    ComputationGraphConfiguration.GraphBuilder builder =
        configuration()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer(
                "skip",
                new ActivitySkipLayer.Builder(dense(), dense())
                    .residual(true)
                    .threshold(tau)
                    .build(),
                "in");
    new RoutedBlock("routed", dense(), dense())
        .residual()
        .router(new ActivityGateLayer.Builder().threshold(tau).build())
        .addTo(builder, "in");
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("skip", "routed").build());
    graph.init();
    for (String key : new String[] {"W", "b"}) {
      for (int i = 0; i < 2; i++) {
        graph.getParam("routed-" + i + "_" + key).assign(graph.getParam("skip_" + i + "." + key));
      }
    }
    INDArray x = Nd4j.rand(DataType.DOUBLE, 20, 4);

    INDArray[] outputs = graph.output(x);

    assertThat(outputs[0].equalsWithEps(outputs[1], 1e-12)).isTrue();
    ActivitySkipRuntime skip = (ActivitySkipRuntime) graph.getLayer("skip");
    assertThat(skip.skipRatio()).isBetween(0.1, 0.9);
    INDArray gate = graph.feedForward(x, false).get("routed-router");
    boolean[] computed = skip.computedSamples();
    assertThat(computed).hasSize(20);
    for (int n = 0; n < 20; n++) {
      assertThat(computed[n]).isEqualTo(gate.getDouble(n, 0) == 1);
    }
  }

  @Test
  void closedGateReturnsItsInputUnchangedAndRunsNothing() {
    MultiLayerNetwork network =
        denseNetwork(new ActivitySkipLayer.Builder(dense()).threshold(Double.POSITIVE_INFINITY));
    INDArray x = Nd4j.rand(DataType.DOUBLE, 1, 5);

    var activations = network.feedForward(x);

    assertThat(activations.get(2)).isEqualTo(activations.get(1));
    assertThat(((ActivitySkipRuntime) network.getLayer(1)).skipRatio()).isEqualTo(1);
  }

  @Test
  void globalSettingsReachTheBlockButNotOverItsOwn() {
    Layer own = new DenseLayer.Builder().nOut(4).updater(new Adam(0.5)).build();
    MultiLayerNetwork network = denseNetwork(new ActivitySkipLayer.Builder(dense(), own));
    ActivitySkipLayer layer =
        (ActivitySkipLayer) network.getLayerWiseConfigurations().getConf(1).getLayer();

    assertThat(layer.getUpdaterByParam("0.W")).isEqualTo(new NoOp());
    assertThat(layer.getUpdaterByParam("1.W")).isEqualTo(new Adam(0.5));
    assertThat(layer.getRegularizationByParam("0.W"))
        .singleElement()
        .isInstanceOf(L2Regularization.class);
    assertThat(layer.getRegularizationByParam("tau")).isNull();
  }

  @Test
  void refusesToDecideByAThresholdThatIsNotANumber() {
    MultiLayerNetwork network = denseNetwork(new ActivitySkipLayer.Builder(dense()).name("skip"));
    network.getLayer(1).getParam("tau").assign(Double.NaN);

    assertThatThrownBy(() -> network.output(Nd4j.rand(DataType.DOUBLE, 2, 5)))
        .hasMessageContaining("skip")
        .hasMessageContaining("NaN");
  }

  @Test
  void refusesABlockThatChangesTheShape() {
    assertThatThrownBy(
            () ->
                denseNetwork(
                    new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(7).build())
                        .name("narrow")))
        .hasMessageContaining("keeps the shape")
        .hasMessageContaining("narrow");
  }

  @Test
  void refusesAnEmptyBlockAndLayersItCannotWrap() {
    assertThatThrownBy(() -> new ActivitySkipLayer.Builder().name("empty").build())
        .hasMessageContaining("\"empty\"")
        .hasMessageContaining("at least one layer");
    assertThatThrownBy(
            () -> new ActivitySkipLayer.Builder(new LSTM.Builder().nOut(3).build()).build())
        .hasMessageContaining("LSTM")
        .hasMessageContaining("RoutedBlock");
  }
}
