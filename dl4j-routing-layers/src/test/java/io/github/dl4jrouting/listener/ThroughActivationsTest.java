package io.github.dl4jrouting.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.core.storage.impl.CollectionStatsStorageRouter;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.junit.jupiter.api.Test;

/** DL4J's own listener of its training UI, on routed networks. */
class ThroughActivationsTest {

  /** Trains one epoch in one batch, and gives the report of it that the UI would draw. */
  private static StatsReport report(ComputationGraph network, boolean through) {
    var updates = new ArrayList<org.deeplearning4j.core.storage.Persistable>();
    StatsListener stats =
        new StatsListener(
            new CollectionStatsStorageRouter(new ArrayList<>(), new ArrayList<>(), updates), 1);
    TrainingListener shown = through ? new ThroughActivations(stats) : stats;
    network.setListeners(shown);
    network.fit(RoutingListenerTest.data().next(40));
    return (StatsReport) updates.get(0);
  }

  private static ComputationGraph network() {
    return RoutingListenerTest.network(
        new RouterLayer.Builder()
            .trainingMode(TrainingMode.STRAIGHT_THROUGH)
            .openProbability(0.6)
            .build(),
        new ActivityGateLayer.Builder().threshold(Double.POSITIVE_INFINITY).build());
  }

  @Test
  void probabilitiesThemselvesTellTheTrainingUiNothing() {
    StatsReport report = report(network(), false);
    for (String router : List.of("b0-router", "b1-router")) {
      assertThat(report.getMean(StatsType.Activations).get(router)).isEqualTo(0.5);
      assertThat(report.getMeanMagnitudes(StatsType.Activations).get(router)).isEqualTo(0.5);
    }
  }

  @Test
  void theTrainingUiGetsTheShareThatGoesThrough() {
    ComputationGraph network = network();
    List<RoutingStatistics> told = new ArrayList<>();
    RoutingListener listener = new RoutingListener(told::add);
    StatsReport report = report(network, true);
    ComputationGraph same = network();
    same.setListeners(listener);
    same.fit(RoutingListenerTest.data().next(40));
    double share = listener.statistics(same).routers().get(0).throughShare();
    assertThat(share).isBetween(0.05, 0.95).isNotEqualTo(0.5);
    assertThat(report.getMean(StatsType.Activations).get("b0-router"))
        .isCloseTo(share, within(1e-6));
    assertThat(report.getStdev(StatsType.Activations).get("b0-router")).isPositive();
    assertThat(report.getMean(StatsType.Activations).get("b1-router")).isZero();
    assertThat(report.getStdev(StatsType.Activations).get("b1-router"))
        .as("all samples go the same way")
        .isZero();
    assertThat(report.getMean(StatsType.Activations)).containsKeys("b0-0", "b0");
    assertThat(report.getMeanMagnitudes(StatsType.Parameters)).containsKey("b0-router_W0");
    assertThat(report.getMeanMagnitudes(StatsType.Updates)).containsKey("b0-router_W0");
  }
}
