package io.github.dl4jrouting.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.contract.DoublePrecision;
import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

@ExtendWith(DoublePrecision.class)
class RouterLayerTest {
  private static final int F = 3;

  private static MultiLayerNetwork network(RouterLayer router) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(1))
                .list()
                .layer(router)
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.feedForward(F))
                .build());
    network.init();
    return network;
  }

  private static INDArray x() {
    return Nd4j.createFromArray(
        new double[][] {{1, -0.5, 2}, {-2, 0.3, 0.1}, {0.2, 0.2, -1}, {3, 3, 3}});
  }

  private static INDArray labels() {
    return Nd4j.createFromArray(new double[][] {{1, 0}, {1, 0}, {1, 0}, {1, 0}});
  }

  private static INDArray probabilities(MultiLayerNetwork network, boolean training) {
    return network.feedForward(x(), training).get(1);
  }

  private static double[] scores(MultiLayerNetwork network) {
    return x().mmul(network.getParam("0_W0"))
        .addRowVector(network.getParam("0_b0"))
        .dup('c')
        .data()
        .asDouble();
  }

  @Test
  void hardProbabilitiesAreExactlyOneHot() {
    MultiLayerNetwork network =
        network(new RouterLayer.Builder().paths(3).openProbability(0.4).build());
    INDArray p = probabilities(network, false);
    assertThat(p.data().asDouble()).containsOnly(0, 1);
    assertThat(p.data().asDouble()).containsExactly(Routing.oneHotArgmax(scores(network), 3));
  }

  @Test
  void topKProbabilitiesHaveExactZeros() {
    MultiLayerNetwork network =
        network(new RouterLayer.Builder().paths(3).topK(2).inferenceTemperature(0.6).build());
    double[] p = probabilities(network, false).data().asDouble();
    assertThat(p).containsExactly(Routing.topK(scores(network), 3, 2, 0.6), within(1e-12));
    assertThat(java.util.Arrays.stream(p).filter(v -> v == 0).count()).isEqualTo(4);
  }

  @Test
  void softTrainingUsesItsTemperatureAndInferenceItsOwn() {
    MultiLayerNetwork network =
        network(
            new RouterLayer.Builder()
                .temperature(2)
                .inferenceTemperature(0.5)
                .inferenceMode(InferenceMode.SOFT)
                .build());
    double[] s = scores(network);
    assertThat(probabilities(network, true).data().asDouble())
        .containsExactly(Routing.softmax(s, 2, 2), within(1e-12));
    assertThat(probabilities(network, false).data().asDouble())
        .containsExactly(Routing.softmax(s, 2, 0.5), within(1e-12));
  }

  @Test
  void schedulesFollowTheIterationsOfTraining() {
    MultiLayerNetwork network =
        network(
            new RouterLayer.Builder()
                .temperature(
                    new MapSchedule.Builder(ScheduleType.ITERATION).add(0, 1).add(2, 4).build())
                .updater(new Sgd(0))
                .build());
    INDArray labels = labels();
    network.fit(x(), labels);
    network.fit(x(), labels);
    network.fit(x(), labels);
    assertThat(probabilities(network, true).data().asDouble())
        .containsExactly(Routing.softmax(scores(network), 2, 4), within(1e-12));
  }

  @Test
  void gumbelTrainingIsNoisyAndItsNoiseCanBeTurnedOff() {
    MultiLayerNetwork noisy =
        network(new RouterLayer.Builder().trainingMode(TrainingMode.GUMBEL).build());
    INDArray first = probabilities(noisy, true).dup();
    assertThat(probabilities(noisy, true)).isNotEqualTo(first);
    MultiLayerNetwork quiet =
        network(
            new RouterLayer.Builder()
                .trainingMode(TrainingMode.GUMBEL)
                .noise(new FixedSchedule(0))
                .temperature(0.3)
                .build());
    assertThat(probabilities(quiet, true).data().asDouble())
        .containsExactly(Routing.softmax(scores(quiet), 2, 0.3), within(1e-12));
  }

  /**
   * Straight through: forward one-hot, backward the softmax's gradient, held against plain Java.
   */
  @Test
  void straightThroughGoesForwardHardAndBackwardSoft() {
    double t = 0.7;
    MultiLayerNetwork network =
        network(
            new RouterLayer.Builder()
                .paths(3)
                .openProbability(0.4)
                .trainingMode(TrainingMode.STRAIGHT_THROUGH)
                .temperature(t)
                .build());
    double[] s = scores(network);
    INDArray epsilon = Nd4j.rand(DataType.DOUBLE, 4, 3).subi(0.5);
    var layer = network.getLayer(0);
    network.initGradientsView();
    layer.setInput(x(), LayerWorkspaceMgr.noWorkspaces());
    INDArray p = layer.activate(true, LayerWorkspaceMgr.noWorkspaces());
    Pair<Gradient, INDArray> back =
        layer.backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces());

    assertThat(p.data().asDouble()).containsExactly(Routing.oneHotArgmax(s, 3));
    double[][] ds = softmaxJacobianTimes(s, epsilon, t);
    INDArray w = network.getParam("0_W0");
    for (int n = 0; n < 4; n++) {
      for (int f = 0; f < F; f++) {
        double dx = 0;
        for (int k = 0; k < 3; k++) {
          dx += ds[n][k] * w.getDouble(f, k);
        }
        assertThat(back.getSecond().getDouble(n, f)).isEqualTo(dx, within(1e-12));
      }
    }
    for (int k = 0; k < 3; k++) {
      double db = 0;
      for (double[] row : ds) {
        db += row[k];
      }
      assertThat(back.getFirst().getGradientFor("b0").getDouble(k)).isEqualTo(db, within(1e-12));
    }
  }

  /** The noise that made the choices is in what goes back. */
  @Test
  void straightThroughGoesBackwardAsNoisyAsForward() {
    MultiLayerNetwork network =
        network(
            new RouterLayer.Builder()
                .paths(3)
                .trainingMode(TrainingMode.STRAIGHT_THROUGH)
                .noise(new FixedSchedule(2))
                .temperature(0.7)
                .build());
    INDArray epsilon = Nd4j.rand(DataType.DOUBLE, 4, 3).subi(0.5);
    var layer = network.getLayer(0);
    network.initGradientsView();
    layer.setInput(x(), LayerWorkspaceMgr.noWorkspaces());
    Nd4j.getRandom().setSeed(11);
    double[] uniform = Nd4j.rand(DataType.DOUBLE, 12).data().asDouble();
    Nd4j.getRandom().setSeed(11);
    INDArray p = layer.activate(true, LayerWorkspaceMgr.noWorkspaces());
    double[] noisy = Routing.withNoise(scores(network), Routing.gumbel(uniform), 2);
    assertThat(p.data().asDouble()).containsExactly(Routing.oneHotArgmax(noisy, 3));
    INDArray db =
        layer
            .backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces())
            .getFirst()
            .getGradientFor("b0");
    double[][] ds = softmaxJacobianTimes(noisy, epsilon, 0.7);
    for (int k = 0; k < 3; k++) {
      assertThat(db.getDouble(k))
          .isEqualTo(ds[0][k] + ds[1][k] + ds[2][k] + ds[3][k], within(1e-12));
    }
  }

  @Test
  void theScoreHasTheRegularizationOfAllParameters() {
    RouterLayer router = new RouterLayer.Builder().hidden(5).build();
    router.setRegularization(List.of(new L2Regularization(0.3)));
    router.setRegularizationBias(List.of(new L1Regularization(0.2)));
    MultiLayerNetwork network = network(router);
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      double norm = network.getParam("0_W" + i).norm2Number().doubleValue();
      expected += 0.15 * norm * norm;
      expected += 0.2 * network.getParam("0_b" + i).norm1Number().doubleValue();
    }
    assertThat(network.getLayer(0).calcRegularizationScore(true)).isEqualTo(expected, within(1e-9));
  }

  /** ds_j = Σ_k e_k ∂p_k/∂s_j with ∂p_k/∂s_j = p_k (δ_kj − p_j) / T, term by term. */
  private static double[][] softmaxJacobianTimes(double[] s, INDArray epsilon, double t) {
    double[][] ds = new double[4][3];
    for (int n = 0; n < 4; n++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        sum += Math.exp(s[3 * n + k] / t);
      }
      for (int j = 0; j < 3; j++) {
        double pj = Math.exp(s[3 * n + j] / t) / sum;
        for (int k = 0; k < 3; k++) {
          double pk = Math.exp(s[3 * n + k] / t) / sum;
          ds[n][j] += epsilon.getDouble(n, k) * pk * ((k == j ? 1 : 0) - pj) / t;
        }
      }
    }
    return ds;
  }

  @Test
  void attentionStartsUniformSoFeaturesStayAsTheyAre() {
    MultiLayerNetwork plain = network(new RouterLayer.Builder().build());
    MultiLayerNetwork attentive = network(new RouterLayer.Builder().featureAttention(true).build());
    attentive.setParam("0_W0", plain.getParam("0_W0"));
    attentive.setParam("0_b0", plain.getParam("0_b0"));
    assertThat(probabilities(attentive, true)).isEqualTo(probabilities(plain, true));
  }

  @Test
  void thePenaltyIsPartOfATrainingScoreAndNotOfATestScore() {
    SparsityPenaltyLoss penalty =
        new SparsityPenaltyLoss.Builder().add(Penalty.EXPECTED_COST, 10).build();
    MultiLayerNetwork with =
        network(
            new RouterLayer.Builder().inferenceMode(InferenceMode.SOFT).penalty(penalty).build());
    MultiLayerNetwork without =
        network(new RouterLayer.Builder().inferenceMode(InferenceMode.SOFT).build());
    without.setParams(with.params());
    INDArray labels = labels();
    var data = new org.nd4j.linalg.dataset.DataSet(x(), labels);
    double cost = probabilities(without, true).getColumn(0).meanNumber().doubleValue();
    assertThat(with.score(data, true) - without.score(data, true))
        .isEqualTo(10 * cost, within(1e-9));
    assertThat(with.score(data, false)).isEqualTo(without.score(data, false), within(1e-12));
  }

  @Test
  void anExpectedCostPenaltyClosesTheRouter() {
    MultiLayerNetwork network =
        network(
            new RouterLayer.Builder()
                .penalty(new SparsityPenaltyLoss.Builder().add(Penalty.EXPECTED_COST, 5).build())
                .build());
    INDArray labels = labels();
    double before = probabilities(network, true).getColumn(0).meanNumber().doubleValue();
    for (int i = 0; i < 40; i++) {
      network.fit(x(), labels);
    }
    assertThat(probabilities(network, true).getColumn(0).meanNumber().doubleValue())
        .isLessThan(0.2)
        .isLessThan(before);
  }
}
