package io.github.dl4jrouting.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.Test;

class BlockCostTest {
  private final BlockCost cost = new BlockCost(6, 128);

  @Test
  void formulasAreThePapers() {
    assertThat(cost.worst()).isEqualTo(6 * 128 * 128 + 6 * 128);
    assertThat(cost.expected(0.5)).isEqualTo(0.5 * 6 * 128 * 128 + 6 * 128);
    assertThat(cost.expected(0)).isEqualTo(cost.worst());
    assertThat(cost.reduction(0.5)).isCloseTo(0.5 * 128 / 129, within(1e-12));
    assertThat(cost.reductionOfUngated(0.5)).isCloseTo(0.5 - 1.0 / 128, within(1e-12));
    assertThat(cost.reductionOfUngated(0)).isNegative();
  }

  @Test
  void theWorstCaseIsWhatTheCostModelCounts() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.feedForward(128));
    String last = "x";
    for (int i = 0; i < 6; i++) {
      new RoutedBlock("b" + i, new DenseLayer.Builder().nOut(128).build())
          .residual()
          .router(new ActivityGateLayer.Builder().build())
          .addTo(graph, last);
      last = "b" + i;
    }
    CostModel counted = CostModel.of(graph.setOutputs(last).build(), InputType.feedForward(128));
    assertThat(cost.worst()).isEqualTo(counted.total());
  }

  @Test
  void impossibleArgumentsAreNamed() {
    assertThatThrownBy(() -> new BlockCost(0, 8)).hasMessageContaining("found 0 and 8");
    assertThatThrownBy(() -> cost.expected(1.5)).hasMessageContaining("found 1.5");
    assertThatThrownBy(() -> cost.expected(Double.NaN)).hasMessageContaining("found NaN");
  }
}
