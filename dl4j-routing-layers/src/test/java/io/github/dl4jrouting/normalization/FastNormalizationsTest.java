package io.github.dl4jrouting.normalization;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class FastNormalizationsTest {

  private static final int SAMPLES = 9;

  /** A normalization on the input, which is far from 0, one in between, and one of vectors. */
  private static ComputationGraph network(
      int height, int width, boolean locked, boolean logStd, WorkspaceMode workspaces) {
    return network(height, width, normalization(locked, logStd), workspaces, locked, logStd);
  }

  private static ComputationGraph network(
      int height,
      int width,
      Layer second,
      WorkspaceMode workspaces,
      boolean locked,
      boolean logStd) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(height, width, 2))
                .addLayer("first", normalization(locked, logStd), "in")
                .addLayer(
                    "convolution", new ConvolutionLayer.Builder(2, 2).nOut(3).build(), "first")
                .addLayer("second", second, "convolution")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    "second")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }

  private static BatchNormalization normalization(boolean locked, boolean logStd) {
    BatchNormalization.Builder builder = new BatchNormalization.Builder().useLogStd(logStd);
    return (locked ? builder.lockGammaBeta(true).gamma(1.5).beta(0.5) : builder).build();
  }

  private static DataSet data(int height, int width) {
    Nd4j.getRandom().setSeed(1);
    INDArray x = Nd4j.rand(DataType.FLOAT, SAMPLES, 2, height, width).muli(3).addi(20);
    INDArray y = Nd4j.zeros(DataType.FLOAT, SAMPLES, 3);
    for (int n = 0; n < SAMPLES; n++) {
      y.putScalar(n, n % 3, 1);
    }
    return new DataSet(x, y);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 4, false, false, ENABLED",
    "5, 4, false, false, NONE",
    "5, 4, false, true, ENABLED",
    "5, 4, true, false, ENABLED",
    "2, 2, false, false, ENABLED", // fewer numbers than lanes
    "67, 65, false, false, ENABLED" // more than one piece
  })
  void trainsAsDl4jDoes(
      int height, int width, boolean locked, boolean logStd, WorkspaceMode workspaces) {
    ComputationGraph stock = network(height, width, locked, logStd, workspaces);
    ComputationGraph fast = network(height, width, locked, logStd, workspaces);
    assertThat(FastNormalizations.install(fast)).isEqualTo(2);
    DataSet data = data(height, width);
    INDArray before = fast.params().dup();
    for (int i = 0; i < 3; i++) {
      stock.fit(data);
      fast.fit(data);
      assertThat(fast.score()).isCloseTo(stock.score(), org.assertj.core.data.Offset.offset(1e-3));
    }
    assertThat(fast.params().equalsWithEps(before, 1e-3)).isFalse();
    assertThat(fast.params().equalsWithEps(stock.params(), 1e-3)).isTrue();
    assertThat(
            fast.outputSingle(data.getFeatures())
                .equalsWithEps(stock.outputSingle(data.getFeatures()), 1e-3))
        .isTrue();
    assertThat(
            ((org.deeplearning4j.nn.layers.normalization.BatchNormalization) fast.getLayer("first"))
                .getHelper())
        .isInstanceOf(FastNormalization.class);
  }

  /** DL4J has a frozen layer compute as at inference, and goes back through it all the same. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesBackThroughFrozenLayersAsDl4jDoes(boolean trainedBefore) {
    ComputationGraph stock = withFrozen(trainedBefore);
    ComputationGraph fast = withFrozen(trainedBefore);
    assertThat(FastNormalizations.install(fast)).isEqualTo(2);
    DataSet data = data(5, 4);
    INDArray before = fast.params().dup();
    for (int i = 0; i < 3; i++) {
      stock.fit(data);
      fast.fit(data);
    }
    assertThat(fast.params().equalsWithEps(before, 1e-3)).isFalse();
    assertThat(fast.params().equalsWithEps(stock.params(), 1e-4)).isTrue();
  }

  private static ComputationGraph withFrozen(boolean trainedBefore) {
    Layer frozen = new FrozenLayerWithBackprop(normalization(false, false));
    // DL4J's own layer fails with workspaces.
    ComputationGraph network = network(5, 4, frozen, WorkspaceMode.NONE, false, false);
    if (trainedBefore) {
      network.getLayer("second").getParam("mean").assign(0.3);
      network.getLayer("second").getParam("var").assign(0.2);
    }
    return network;
  }

  @Test
  void goesBackThroughAnInferencePassAsDl4jDoes() {
    ComputationGraph stock = network(5, 4, false, false, WorkspaceMode.NONE);
    ComputationGraph fast = network(5, 4, false, false, WorkspaceMode.NONE);
    FastNormalizations.install(fast);
    stock.fit(data(5, 4));
    fast.fit(data(5, 4));
    INDArray x = Nd4j.rand(DataType.FLOAT, SAMPLES, 3, 4, 3);
    INDArray above = Nd4j.rand(DataType.FLOAT, SAMPLES, 3, 4, 3).subi(0.5);
    INDArray expected = throughInference(stock, x, above);
    INDArray found = throughInference(fast, x, above);
    assertThat(found.equalsWithEps(expected, 1e-3)).isTrue();
  }

  private static INDArray throughInference(ComputationGraph network, INDArray x, INDArray above) {
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    org.deeplearning4j.nn.api.Layer layer = network.getLayer("second");
    layer.activate(x, false, none);
    return layer.backpropGradient(above, none).getSecond();
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    ComputationGraph one = network(5, 4, false, false, WorkspaceMode.ENABLED);
    ComputationGraph two = one.clone();
    FastNormalizations.install(one);
    FastNormalizations.install(two);
    int threads = Nd4j.getEnvironment().maxThreads();
    try {
      Nd4j.getEnvironment().setMaxThreads(1);
      one.fit(data(5, 4));
      Nd4j.getEnvironment().setMaxThreads(2);
      two.fit(data(5, 4));
    } finally {
      Nd4j.getEnvironment().setMaxThreads(threads);
    }
    assertThat(two.params()).isEqualTo(one.params());
  }

  @ParameterizedTest
  @CsvSource({"DOUBLE, NCHW", "FLOAT, NHWC"})
  void leavesToDl4jWhatItDoesNotKnow(DataType type, CNN2DFormat format) {
    ComputationGraph stock = of(type, format);
    ComputationGraph fast = of(type, format);
    FastNormalizations.install(fast);
    boolean nchw = format == CNN2DFormat.NCHW;
    Nd4j.getRandom().setSeed(4);
    INDArray x = nchw ? Nd4j.rand(type, 4, 2, 6, 5) : Nd4j.rand(type, 4, 6, 5, 2);
    DataSet data = new DataSet(x, Nd4j.eye(2).castTo(type).repeat(0, 2));
    stock.fit(data);
    fast.fit(data);
    assertThat(fast.params()).isEqualTo(stock.params());
  }

  private static ComputationGraph of(DataType type, CNN2DFormat format) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(6, 5, 2, format))
                .addLayer("n", new BatchNormalization.Builder().dataFormat(format).build(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "n")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }
}
