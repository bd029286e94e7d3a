package io.github.dl4jrouting.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class StochasticDepthTest {

  @BeforeEach
  void startRandomNumbersAnew() {
    Nd4j.getRandom().setSeed(7);
  }

  private static INDArray applied(StochasticDepth depth, INDArray x) {
    return depth.applyDropout(x, x.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
  }

  @Test
  void dropsWholeSamplesAndScalesTheOthers() {
    INDArray x = Nd4j.rand(DataType.DOUBLE, 200, 3, 4, 5).addi(1);
    INDArray y = applied(new StochasticDepth(0.25), x);
    int kept = 0;
    for (int n = 0; n < 200; n++) {
      INDArray ratio = y.slice(n).div(x.slice(n));
      double factor = ratio.getDouble(0);
      assertThat(factor).isIn(0.0, 4.0);
      assertThat(ratio.minNumber().doubleValue()).isEqualTo(factor);
      assertThat(ratio.maxNumber().doubleValue()).isEqualTo(factor);
      kept += factor > 0 ? 1 : 0;
    }
    assertThat(kept).isBetween(25, 80);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.9})
  void keepsSamplesAsOftenAsItSaysAndTheMeanAsItWas(double survival) {
    int samples = 20_000;
    INDArray y = applied(new StochasticDepth(survival), Nd4j.ones(DataType.DOUBLE, samples, 2));
    double kept = y.getColumn(0).gt(0).castTo(DataType.DOUBLE).meanNumber().doubleValue();
    double deviation = Math.sqrt(survival * (1 - survival) / samples);
    assertThat(kept).isCloseTo(survival, within(5 * deviation));
    assertThat(y.meanNumber().doubleValue()).isCloseTo(1, within(5 * deviation / survival));
  }

  @Test
  void survivalOf1ChangesNothing() {
    INDArray x = Nd4j.rand(DataType.DOUBLE, 50, 3);
    assertThat(applied(new StochasticDepth(1), x)).isEqualTo(x);
  }

  @Test
  void theGradientPassesWhereTheSamplePassed() {
    StochasticDepth depth = new StochasticDepth(0.5);
    INDArray x = Nd4j.ones(DataType.DOUBLE, 64, 3);
    INDArray y = applied(depth, x);
    INDArray epsilon = Nd4j.rand(DataType.DOUBLE, 64, 3);
    INDArray gradient = depth.backprop(epsilon, epsilon.ulike(), 0, 0);
    assertThat(gradient).isEqualTo(epsilon.mul(y));
    assertThatThrownBy(() -> depth.backprop(epsilon, epsilon.ulike(), 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forward pass");
  }

  @Test
  void decaysLinearlyOverTheBlocks() {
    assertThat(StochasticDepth.linearDecay(1, 4, 0.5).survival()).isEqualTo(0.875);
    assertThat(StochasticDepth.linearDecay(4, 4, 0.5).survival()).isEqualTo(0.5);
    assertThatThrownBy(() -> StochasticDepth.linearDecay(5, 4, 0.5))
        .hasMessageContaining("from 1 to 4, found 5");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.1, Double.NaN})
  void refusesWhatIsNoSurvivalProbability(double survival) {
    assertThatThrownBy(() -> new StochasticDepth(survival))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + survival);
  }

  @Test
  void cloneIsEqualAndHasNoMaskOfItsOwn() {
    StochasticDepth depth = new StochasticDepth(0.5);
    applied(depth, Nd4j.ones(2, 2));
    StochasticDepth copy = depth.clone();
    assertThat(copy).isEqualTo(depth).hasSameHashCodeAs(depth).isNotSameAs(depth);
    assertThat(copy).isNotEqualTo(new StochasticDepth(0.6));
    assertThatThrownBy(() -> copy.backprop(Nd4j.ones(2, 2), Nd4j.ones(2, 2), 0, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static ComputationGraph network(WorkspaceMode mode, boolean training) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(training ? new Sgd(0.1) : new NoOp())
            .activation(Activation.TANH)
            .trainingWorkspaceMode(mode)
            .inferenceWorkspaceMode(mode)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.feedForward(3))
            .addLayer("stem", new DenseLayer.Builder().nOut(4).build(), "x")
            .addLayer("block", new DenseLayer.Builder().nOut(4).build(), "stem")
            .addLayer("drop", new DropoutLayer(new StochasticDepth(0.5)), "block")
            .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "drop")
            .addLayer(
                "out",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "add")
            .setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  @Test
  void gradientsAgreeWithFiniteDifferencesWhereTheDropsStay() {
    INDArray x = Nd4j.rand(DataType.DOUBLE, 8, 3);
    INDArray y = Nd4j.zeros(DataType.DOUBLE, 8, 2);
    for (int n = 0; n < 8; n++) {
      y.putScalar(n, n % 2, 1);
    }
    DataType kept = Nd4j.defaultFloatingPointType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      assertThat(gradientsHold(x, y)).isTrue();
    } finally {
      Nd4j.setDefaultDataTypes(kept, kept);
    }
  }

  private static boolean gradientsHold(INDArray x, INDArray y) {
    return GradientCheckUtil.checkGradients(
        new GradientCheckUtil.GraphConfig()
            .net(network(WorkspaceMode.NONE, false))
            .inputs(new INDArray[] {x})
            .labels(new INDArray[] {y})
            .callEachIter(graph -> Nd4j.getRandom().setSeed(12345)));
  }

  @ParameterizedTest
  @EnumSource(WorkspaceMode.class)
  void trainsWithAndWithoutWorkspacesAndRestsAtInference(WorkspaceMode mode) {
    ComputationGraph network = network(mode, true);
    INDArray x = Nd4j.rand(DataType.DOUBLE, 32, 3);
    INDArray y = Nd4j.zeros(DataType.DOUBLE, 32, 2);
    y.getColumn(0).assign(1);
    DataSet data = new DataSet(x, y);
    double before = network.score(data);
    for (int i = 0; i < 20; i++) {
      network.fit(data);
    }
    assertThat(network.score(data)).isLessThan(before);
    INDArray block = network.feedForward(x, false).get("block");
    assertThat(network.feedForward(x, false).get("drop")).isEqualTo(block);
    assertThat(network.outputSingle(x)).isEqualTo(network.outputSingle(x));
  }

  @Test
  void workspacesDoNotChangeWhatIsLearned() {
    INDArray[] params = new INDArray[2];
    for (int i = 0; i < 2; i++) {
      Nd4j.getRandom().setSeed(1);
      INDArray x = Nd4j.rand(DataType.DOUBLE, 16, 3);
      INDArray y = Nd4j.zeros(DataType.DOUBLE, 16, 2);
      y.getColumn(1).assign(1);
      ComputationGraph network = network(i == 0 ? WorkspaceMode.NONE : WorkspaceMode.ENABLED, true);
      Nd4j.getRandom().setSeed(2);
      for (int step = 0; step < 5; step++) {
        network.fit(new DataSet(x, y));
      }
      params[i] = network.params();
    }
    assertThat(params[1].equalsWithEps(params[0], 1e-12)).isTrue();
  }

  @Test
  void survivesJson() {
    ComputationGraphConfiguration configuration =
        network(WorkspaceMode.NONE, true).getConfiguration();
    String json = configuration.toJson();
    assertThat(json).contains(StochasticDepth.class.getName()).doesNotContain("mask\"");
    assertThat(ComputationGraphConfiguration.fromJson(json)).isEqualTo(configuration);
  }
}
