package io.github.dl4jrouting.zoo.search.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.zoo.search.GatedNetwork;
import io.github.dl4jrouting.zoo.search.Generator;
import io.github.dl4jrouting.zoo.search.SearchConfiguration;
import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdSpaceTest {
  private static final double FIRST = 0; // the gene of a choice's first value
  private static final double SECOND = 1;
  private static Map<ActivityMeasure, GateTraces> traces;

  @BeforeAll
  static void record() {
    traces = GatedNetwork.traces();
  }

  private static ThresholdSpace space() {
    ThresholdSpace space = ThresholdSpace.over(traces, Direction.values());
    new RandomSearchGenerator(space); // numbers the hyperparameters
    return space;
  }

  /** Genes in the order measure, then share and direction gate by gate. */
  private static double[] genes(double share, double direction) {
    return new double[] {FIRST, share, direction, share, direction, share, direction};
  }

  @Test
  void isOneMeasureAndAShareAndADirectionForEachGate() {
    assertThat(space().numParameters()).isEqualTo(1 + 3 * 2);
    assertThat(space().gates()).containsExactly("a1-router", "a2-router", "a3-router");
    assertThat(space().getValue(genes(0.5, FIRST)).measure()).isEqualTo(ActivityMeasure.MEAN_ABS);
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void theEndsAreAlwaysOpenAndAlwaysClosed(Direction direction) {
    double side = direction.ordinal();
    GateTraces mean = traces.get(ActivityMeasure.MEAN_ABS);
    GateSettings open = space().getValue(genes(0.05, side));
    GateSettings closed = space().getValue(genes(0.95, side));

    assertThat(open.directions()).containsOnly(direction);
    Outcome all = mean.evaluate(open.thresholdArray(), open.directions());
    Outcome none = mean.evaluate(closed.thresholdArray(), closed.directions());
    assertThat(all.skipRatio()).isZero();
    assertThat(none.skipRatio()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void aShareInBetweenIsTheQuantileThatSkipsIt(Direction direction) {
    double u = GateSpace.CONSTANT + 0.3 * (1 - 2 * GateSpace.CONSTANT);
    GateSettings settings = space().getValue(genes(u, direction.ordinal()));
    double[] seen =
        traces
            .get(ActivityMeasure.MEAN_ABS)
            .scores(0, settings.thresholdArray(), settings.directions());

    double skipped =
        Arrays.stream(seen)
            .filter(a -> !direction.through(a, settings.thresholds().get(0)))
            .count();

    assertThat(skipped / seen.length).isCloseTo(0.3, within(0.02));
  }

  @Test
  void measuresHaveQuantilesOfTheirOwn() {
    double[] genes = genes(0.5, FIRST);
    GateSettings mean = space().getValue(genes);
    genes[0] = SECOND;
    GateSettings max = space().getValue(genes);

    assertThat(max.measure()).isEqualTo(ActivityMeasure.MAX_ABS);
    assertThat(max.thresholds().get(0)).isGreaterThan(mean.thresholds().get(0));
  }

  @Test
  void withoutDirectionsThoseOfTheNetworkStay() {
    ThresholdSpace space = ThresholdSpace.over(traces);
    new RandomSearchGenerator(space);

    assertThat(space.getValue(genes(0.5, SECOND)).directions()).containsOnly(Direction.SKIP_LOW);
  }

  @ParameterizedTest
  @EnumSource(Generator.class)
  void proposesTheSameCandidatesAfterAWayThroughJson(Generator generator) throws IOException {
    SearchConfiguration search =
        new SearchConfiguration(
            ThresholdSpace.over(traces, Direction.values()),
            new WeightedSum(0.1),
            generator,
            9,
            50);
    SearchConfiguration back = SearchConfiguration.fromJson(search.toJson());

    assertThat(back.toJson()).isEqualTo(search.toJson());
    assertThat(back.sameSearch(search)).isTrue();
    var first = search.start().getCandidateGenerator();
    var second = back.start().getCandidateGenerator();
    for (int i = 0; i < 20; i++) {
      assertThat(second.getCandidate().getValue()).isEqualTo(first.getCandidate().getValue());
    }
  }

  @Test
  void needsTraces() {
    assertThatThrownBy(() -> ThresholdSpace.over(Map.of())).hasMessageContaining("found none");
  }
}
