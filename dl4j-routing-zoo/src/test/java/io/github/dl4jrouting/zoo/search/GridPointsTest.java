package io.github.dl4jrouting.zoo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.fixed.FixedLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;

class GridPointsTest {

  private static ComputationGraphSpace space(DiscreteParameterSpace<Double> updates) {
    return new ComputationGraphSpace.Builder()
        .addInputs("x")
        .setInputTypes(InputType.feedForward(4))
        .l2(new ContinuousParameterSpace(0, 1))
        .l1(updates)
        .addLayer(
            "dense",
            new DenseLayerSpace.Builder().nOut(new IntegerParameterSpace(5, 6)).build(),
            "x")
        .addLayer("out", new FixedLayerSpace<>(new OutputLayer.Builder().nOut(2).build()), "dense")
        .setOutputs("out")
        .build();
  }

  private static List<List<Double>> points(CandidateGenerator generator) {
    List<List<Double>> points = new ArrayList<>();
    while (generator.hasMoreCandidates()) {
      Candidate<?> candidate = generator.getCandidate();
      assertThat(candidate.getException()).isNull();
      assertThat(candidate.getIndex()).isEqualTo(points.size());
      points.add(Arrays.stream(candidate.getFlatParameters()).boxed().toList());
    }
    return points;
  }

  @Test
  void hasThePointsOfArbitersGrid() {
    ParameterSpace<?> square = Line.search(Generator.RANDOM, 1).space();

    assertThat(points(new GridPoints(square, 7, false)))
        .containsExactlyInAnyOrderElementsOf(
            points(
                new GridSearchCandidateGenerator(
                    square, 7, GridSearchCandidateGenerator.Mode.Sequential, null)));
  }

  @Test
  void fixedLayersAndSingleValuesTakeNoPlace() {
    ComputationGraphSpace space = space(new DiscreteParameterSpace<>(0.25));
    GridPoints grid = new GridPoints(space, 3, false);

    List<List<Double>> points = points(grid);

    assertThat(grid.size()).isEqualTo(3 * 2);
    assertThat(points).doesNotHaveDuplicates().hasSize(6);
    long wide =
        points.stream()
            .map(genes -> genes.stream().mapToDouble(Double::doubleValue).toArray())
            .map(space::getValue)
            .map(value -> value.getConfiguration().getVertices().get("dense"))
            .map(org.deeplearning4j.nn.conf.graph.LayerVertex.class::cast)
            .filter(vertex -> ((DenseLayer) vertex.getLayerConf().getLayer()).getNOut() == 6)
            .count();
    assertThat(wide).isEqualTo(3);
  }

  @Test
  void theSeedDecidesTheOrder() {
    ComputationGraphSpace space = space(new DiscreteParameterSpace<>(0.25, 0.5));
    List<List<List<Double>>> orders = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      GridPoints grid = new GridPoints(space, 5, false);
      grid.setRngSeed(seed);
      orders.add(points(grid));
    }

    assertThat(orders.get(1)).isEqualTo(orders.get(0));
    assertThat(orders.get(2))
        .isNotEqualTo(orders.get(0))
        .containsExactlyInAnyOrderElementsOf(orders.get(0));
  }

  @Test
  void refusesAGridThatIsTooLarge() {
    assertThatThrownBy(() -> new GridPoints(new ContinuousParameterSpace(0, 1), 20_000_000, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20,000,000 points")
        .hasMessageContaining("search at random");
  }

  @Test
  void refusesOneStep() {
    assertThatThrownBy(() -> new GridPoints(new ContinuousParameterSpace(0, 1), 1, false))
        .hasMessageContaining("at least 2 steps");
  }
}
