package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class WeightAverageTest {

  private final ComputationGraph graph = network();

  private static ComputationGraph network() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(2))
                .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "in")
                .setOutputs("out")
                .build());
    graph.init();
    graph.params().assign(0);
    return graph;
  }

  private double weight() {
    return graph.params().getDouble(0);
  }

  @Test
  void averageFollowsItsFormula() {
    WeightAverage average = new WeightAverage(graph, 0.15);
    double expected = 0;
    for (int t = 1; t <= 3; t++) {
      graph.params().assign(t);
      average.update();
      double kept = Math.min(0.15, t / (10.0 + t));
      expected = kept * expected + (1 - kept) * t;
    }
    assertThat(weight()).isEqualTo(3);
    assertThat(average.measured(this::weight)).isCloseTo(expected, within(1e-6));
    assertThat(weight()).as("weights are put back").isEqualTo(3);
    average.install();
    assertThat(weight()).isCloseTo(expected, within(1e-6));
  }

  @Test
  void withoutDecayTheAverageIsThePresentWeights() {
    WeightAverage average = new WeightAverage(graph, 0);
    graph.params().assign(5);
    average.update();

    assertThat(average.measured(this::weight)).isEqualTo(5);
  }

  @Test
  void weightsArePutBackWhenMeasuringFails() {
    WeightAverage average = new WeightAverage(graph, 0.5);
    graph.params().assign(5);

    assertThatThrownBy(
            () ->
                average.measured(
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(weight()).isEqualTo(5);
  }

  @Test
  void decayOfOneOrMoreIsRefused() {
    assertThatThrownBy(() -> new WeightAverage(graph, 1)).hasMessageContaining("found 1.0");
  }
}
