package io.github.dl4jrouting.zoo.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.arbiter.layers.LayerSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpacesTest {

  private static RouterLayerSpace routers() {
    return new RouterLayerSpace.Builder()
        .hidden(new DiscreteParameterSpace<>(0, 8))
        .trainingMode(EnumSpace.of(TrainingMode.SOFT, TrainingMode.GUMBEL))
        .temperature(new ContinuousParameterSpace(0.5, 2))
        .openProbability(new ContinuousParameterSpace(0.6, 0.9))
        .penalty(
            new PenaltySpace.Builder()
                .cost(new ContinuousParameterSpace(0, 1))
                .targetRate(new ContinuousParameterSpace(0.2, 0.8), new FixedValue<>(3.0))
                .build())
        .build();
  }

  private static ActivityGateLayerSpace gates() {
    return new ActivityGateLayerSpace.Builder()
        .threshold(new ContinuousParameterSpace(0, 2))
        .measure(EnumSpace.of(ActivityMeasure.MEAN_ABS, ActivityMeasure.RMS))
        .direction(EnumSpace.of(Direction.SKIP_LOW, Direction.SKIP_HIGH))
        .learnable(new BooleanSpace())
        .temperature(new ContinuousParameterSpace(0.1, 1))
        .build();
  }

  private static SkipConnectionLayerSpace bypasses() {
    return new SkipConnectionLayerSpace.Builder()
        .initialWeight(new ContinuousParameterSpace(0, 1))
        .perFeature(new BooleanSpace())
        .l1(new ContinuousParameterSpace(0, 0.01))
        .build();
  }

  static List<LayerSpace<?>> spaces() {
    List<LayerSpace<?>> spaces = List.of(routers(), gates(), bypasses());
    spaces.forEach(RandomSearchGenerator::new); // numbers the hyperparameters
    return spaces;
  }

  private static double[] genes(ParameterSpace<?> space, double value) {
    double[] genes = new double[space.numParameters()];
    java.util.Arrays.fill(genes, value);
    return genes;
  }

  @Test
  void genesBecomeRouters() {
    RouterLayerSpace space = (RouterLayerSpace) spaces().get(0);

    assertThat(space.numParameters()).isEqualTo(6);
    assertThat(space.getValue(genes(space, 0)))
        .isEqualTo(
            new RouterLayer.Builder()
                .temperature(0.5)
                .openProbability(0.6)
                .penalty(
                    new SparsityPenaltyLoss.Builder()
                        .add(io.github.dl4jrouting.penalty.Penalty.EXPECTED_COST, 0)
                        .targetRate(0.2, 3)
                        .build())
                .build());
    RouterLayer last = space.getValue(genes(space, 1));
    assertThat(last.hiddenSizes()).containsExactly(8);
    assertThat(last.trainingMode()).isEqualTo(TrainingMode.GUMBEL);
    assertThat(last.openProbability()).isEqualTo(0.9);
    assertThat(last.temperature(0, 0)).isEqualTo(2);
  }

  @Test
  void genesBecomeGates() {
    ActivityGateLayerSpace space = (ActivityGateLayerSpace) spaces().get(1);

    assertThat(space.numParameters()).isEqualTo(5);
    ActivityGateLayer gate = space.getValue(genes(space, 1));
    assertThat(gate.threshold()).isEqualTo(2);
    assertThat(gate.measure()).isEqualTo(ActivityMeasure.RMS);
    assertThat(gate.direction()).isEqualTo(Direction.SKIP_HIGH);
    assertThat(gate.temperature(0, 0)).isEqualTo(1);
    assertThat(gate.learnable()).isNotEqualTo(space.getValue(genes(space, 0)).learnable());
  }

  @Test
  void genesBecomeBypasses() {
    SkipConnectionLayerSpace space = (SkipConnectionLayerSpace) spaces().get(2);

    assertThat(space.numParameters()).isEqualTo(3);
    SkipConnectionLayer bypass = space.getValue(genes(space, 1));
    assertThat(bypass.initialWeight()).isEqualTo(1);
    assertThat(bypass.perFeature()).isNotEqualTo(space.getValue(genes(space, 0)).perFeature());
    assertThat(bypass.getRegularization()).isNotEmpty();
  }

  @Test
  void withoutSettingsTheLayersAreTheDefaults() {
    assertThat(new RouterLayerSpace.Builder().build().getValue(new double[0]))
        .isEqualTo(new RouterLayer.Builder().build());
    assertThat(new ActivityGateLayerSpace.Builder().build().getValue(new double[0]))
        .isEqualTo(new ActivityGateLayer.Builder().build());
    assertThat(new SkipConnectionLayerSpace.Builder().build().getValue(new double[0]))
        .isEqualTo(new SkipConnectionLayer.Builder().build());
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void comesBackFromJson(LayerSpace<?> space) throws IOException {
    String json = JsonMapper.getMapper().writeValueAsString(space);

    LayerSpace<?> back =
        (LayerSpace<?>) JsonMapper.getMapper().readValue(json, ParameterSpace.class);

    assertThat(back).isEqualTo(space).hasSameHashCodeAs(space);
    assertThat(JsonMapper.getMapper().writeValueAsString(back)).isEqualTo(json);
    assertThat((Object) back.getValue(genes(space, 0.7)))
        .isEqualTo(space.getValue(genes(space, 0.7)));
  }

  @Test
  void spacesThatDifferAreNotEqual() {
    assertThat(new RouterLayerSpace.Builder().hidden(new FixedValue<>(4)).build())
        .isNotEqualTo(new RouterLayerSpace.Builder().build());
    assertThat(new ActivityGateLayerSpace.Builder().learnable(new FixedValue<>(true)).build())
        .isNotEqualTo(new ActivityGateLayerSpace.Builder().build());
    assertThat(new SkipConnectionLayerSpace.Builder().perFeature(new FixedValue<>(true)).build())
        .isNotEqualTo(new SkipConnectionLayerSpace.Builder().build());
  }

  @Test
  void anEnumSpaceNeedsAConstant() {
    assertThatThrownBy(() -> new EnumSpace<>(Direction.class, List.of()))
        .hasMessageContaining("Direction");
  }

  @Test
  void aPenaltySpaceNeedsAPenalty() {
    assertThatThrownBy(() -> new PenaltySpace.Builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cost(...)");
  }
}
