package io.github.dl4jrouting.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class RoutingListenerTest {
  private static final int WIDTH = 6;
  private static final int SAMPLES = 40;

  private static NeuralNetConfiguration.Builder configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(2)
        .updater(new Sgd(0.05))
        .activation(Activation.TANH);
  }

  static ComputationGraph network(RoutingLayer... routers) {
    GraphBuilder graph =
        configuration().graphBuilder().addInputs("in").setInputTypes(InputType.feedForward(WIDTH));
    String last = "in";
    for (int i = 0; i < routers.length; i++) {
      new RoutedBlock("b" + i, new DenseLayer.Builder().nOut(WIDTH).build())
          .residual()
          .router(routers[i])
          .addTo(graph, last);
      last = "b" + i;
    }
    graph.addLayer("out", output(), last).setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
  }

  static DataSetIterator data() {
    Nd4j.getRandom().setSeed(4);
    INDArray x = Nd4j.randn(SAMPLES, WIDTH);
    INDArray y = Nd4j.zeros(SAMPLES, 2);
    for (int n = 0; n < SAMPLES; n++) {
      y.putScalar(n, n % 2, 1);
    }
    return new ListDataSetIterator<>(new DataSet(x, y).asList(), 10);
  }

  /** What routers gave, as any listener sees it. */
  private static final class Seen extends BaseTrainingListener {
    private final Map<String, List<double[]>> rows = new java.util.HashMap<>();
    private final List<Double> scores = new ArrayList<>();

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      activations.forEach(
          (name, activation) -> {
            if (name.endsWith("-router")) {
              for (double[] row : activation.toDoubleMatrix()) {
                rows.computeIfAbsent(name, key -> new ArrayList<>()).add(row);
              }
            }
          });
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      scores.add(model.score());
    }
  }

  @Test
  void statisticsAreThoseOfTheRoutersOwnActivations() {
    SparsityPenaltyLoss penalty = new SparsityPenaltyLoss.Builder().targetRate(0.3, 1).build();
    ComputationGraph network =
        network(
            new RouterLayer.Builder()
                .trainingMode(TrainingMode.STRAIGHT_THROUGH)
                .openProbability(0.5)
                .penalty(penalty)
                .build(),
            new RouterLayer.Builder().openProbability(0.55).build());
    List<RoutingStatistics> told = new ArrayList<>();
    Seen seen = new Seen();
    network.setListeners(seen, new RoutingListener(told::add));
    network.fit(data());

    assertThat(told).hasSize(1);
    RoutingStatistics epoch = told.get(0);
    assertThat(epoch.epoch()).isEqualTo(1);
    assertThat(epoch.score())
        .isCloseTo(
            seen.scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
            within(1e-9));
    assertThat(epoch.routers())
        .extracting(RouterStatistics::name)
        .containsExactly("b0-router", "b1-router");
    double skipped = 0;
    for (RouterStatistics router : epoch.routers()) {
      List<double[]> rows = seen.rows.get(router.name());
      double through = rows.stream().mapToDouble(row -> row[0]).average().orElseThrow();
      double around = rows.stream().filter(row -> row[1] > row[0]).count() / (double) SAMPLES;
      assertThat(router.samples()).isEqualTo(SAMPLES);
      assertThat(router.pathShares()).hasSize(2);
      assertThat(router.pathShares().get(0)).isCloseTo(through, within(1e-6));
      assertThat(router.throughShare()).isCloseTo(through, within(1e-6));
      assertThat(router.skipRatio()).isEqualTo(around).isBetween(0.05, 0.95);
      skipped += around / 2;
    }
    assertThat(epoch.skipRatio()).isCloseTo(skipped, within(1e-9));
    assertThat(epoch.routers().get(0).penalty()).isPositive();
    assertThat(epoch.routers().get(1).penalty()).isZero();
    assertThat(epoch.penalty()).isEqualTo(epoch.routers().get(0).penalty());
  }

  @Test
  void printsOneLineAnEpoch() {
    ComputationGraph network =
        network(
            new RouterLayer.Builder()
                .temperature(new ExponentialSchedule(ScheduleType.EPOCH, 2, 0.5))
                .build(),
            new ActivityGateLayer.Builder().threshold(Double.POSITIVE_INFINITY).build());
    List<String> lines = new ArrayList<>();
    network.setListeners(RoutingListener.printingTo(lines::add));
    network.fit(data(), 3);
    assertThat(lines)
        .hasSize(3)
        .allMatch(line -> line.contains("b1-router 100 %") && !line.contains("\n"));
    assertThat(lines.get(0)).startsWith("epoch 1   score").contains("temperature 2.00");
    assertThat(lines.get(2)).startsWith("epoch 3   score").contains("temperature 0.500");
  }

  @Test
  void eachEpochStartsAnewAndInBetweenOneMayAsk() {
    ComputationGraph network = network(new RouterLayer.Builder().build());
    List<RoutingStatistics> told = new ArrayList<>();
    RoutingListener listener = new RoutingListener(told::add);
    network.setListeners(listener);
    network.fit(data(), 2);
    assertThat(told).extracting(epoch -> epoch.routers().get(0).samples()).containsOnly(40L);
    assertThat(listener.statistics(network).routers().get(0).samples()).isZero();
    network.fit(data().next());
    assertThat(listener.statistics(network).routers().get(0).samples()).isEqualTo(10);
    assertThat(listener.statistics(network).epoch()).isEqualTo(3);
    assertThat(told).hasSize(2);
  }

  @Test
  void learnableGatesTellTheirThresholdAndTemperature() {
    ComputationGraph network =
        network(
            new ActivityGateLayer.Builder()
                .threshold(0.6)
                .temperature(0.2)
                .learnable(true)
                .build());
    List<RoutingStatistics> told = new ArrayList<>();
    network.setListeners(new RoutingListener(told::add));
    network.fit(data());
    RouterStatistics gate = told.get(0).routers().get(0);
    assertThat(gate.temperature()).hasValue(0.2);
    assertThat(gate.threshold().orElseThrow())
        .isEqualTo(network.getLayer("b0-router").getParam("tau").getDouble(0))
        .isNotEqualTo(0.6);
  }

  @Test
  void skippingLayersOfARowOfLayersAreWatchedToo() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            configuration()
                .list()
                .layer(new DenseLayer.Builder().nOut(WIDTH).build())
                .layer(
                    new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(WIDTH).build())
                        .threshold(0.5)
                        .build())
                .layer(output())
                .setInputType(InputType.feedForward(WIDTH))
                .build());
    network.init();
    List<RoutingStatistics> told = new ArrayList<>();
    network.setListeners(new RoutingListener(told::add));
    network.fit(data());
    RouterStatistics layer = told.get(0).routers().get(0);
    assertThat(layer.name()).isEqualTo("1");
    assertThat(layer.samples()).isEqualTo(SAMPLES);
    assertThat(layer.skipRatio()).isBetween(0.05, 0.95);
    assertThat(told.get(0).line()).contains("(1 ");
  }

  @Test
  void aNetworkWithoutRoutersGetsItsScore() {
    ComputationGraph network = network();
    List<String> lines = new ArrayList<>();
    network.setListeners(RoutingListener.printingTo(lines::add), new RoutingListener());
    network.fit(data());
    assertThat(lines).singleElement().asString().contains("score").endsWith("no routers");
  }

  @Test
  void sharesOfMoreThanTwoPathsAreAllPrinted() {
    var statistics =
        new RoutingStatistics(
            7,
            0.5,
            List.of(
                new RouterStatistics(
                    "r",
                    10,
                    List.of(0.2, 0.5, 0.3),
                    0.3,
                    0,
                    java.util.OptionalDouble.of(1),
                    java.util.OptionalDouble.empty())));
    assertThat(statistics.line())
        .isEqualTo(
            "epoch 7   score 0.5000   skip ratio 30.0 % (r 20/50/30 %)   penalty 0.0000  "
                + " temperature 1.00");
  }

  @Test
  void watchingDoesNotChangeWhatIsLearned() {
    INDArray[] learned = new INDArray[2];
    for (int watched = 0; watched < 2; watched++) {
      ComputationGraph network = network(new RouterLayer.Builder().build());
      if (watched == 1) {
        network.setListeners(new RoutingListener());
      }
      network.fit(data(), 2);
      learned[watched] = network.params();
    }
    assertThat(learned[1]).isEqualTo(learned[0]);
  }
}
