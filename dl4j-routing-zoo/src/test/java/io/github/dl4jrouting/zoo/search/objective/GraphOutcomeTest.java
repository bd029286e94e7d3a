package io.github.dl4jrouting.zoo.search.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.zoo.search.GatedNetwork;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

class GraphOutcomeTest {

  private static MultiDataSetIterator data() {
    return new MultiDataSetIteratorAdapter(GatedNetwork.samples(200));
  }

  @Test
  void agreesWithTheRecordedTraces() {
    ComputationGraph gated =
        RoutingTransform.of(GatedNetwork.plain())
            .withActivityGates(ActivityMeasure.MEAN_ABS, Direction.SKIP_LOW);
    GateTraces traces = GatedNetwork.traces().get(ActivityMeasure.MEAN_ABS);
    double[] thresholds = {0.45, Double.POSITIVE_INFINITY, 0.5};
    for (int i = 0; i < thresholds.length; i++) {
      Thresholded.of(gated.getLayer(traces.sites().get(i).gate())).setThreshold(thresholds[i]);
    }

    Outcome measured = GraphOutcome.of(gated, data());
    Outcome looked = traces.evaluate(thresholds);

    assertThat(measured.accuracy()).isEqualTo(looked.accuracy()).isBetween(0.3, 0.999);
    assertThat(measured.skipRatio())
        .isCloseTo(looked.skipRatio(), within(1e-12))
        .isBetween(0.4, 1.0);
    assertThat(measured.macs()).isCloseTo(looked.macs(), within(1e-6));
    assertThat(measured.computeRatio()).isCloseTo(looked.computeRatio(), within(1e-9));
  }

  @Test
  void aNetworkWithoutRoutersSkipsNothing() {
    Outcome outcome = GraphOutcome.of(GatedNetwork.plain(), data());

    assertThat(outcome).isEqualTo(new Outcome(1, 0, 1, 6 * 8 + 3 * 8 * 8 + 8 * 3));
  }

  @Test
  void needsSamples() {
    MultiDataSetIterator empty =
        new MultiDataSetIteratorAdapter(new ListDataSetIterator<>(List.<DataSet>of(), 1));

    assertThatThrownBy(() -> GraphOutcome.of(GatedNetwork.plain(), empty))
        .hasMessageContaining("found none");
  }
}
