package io.github.dl4jrouting.zoo.search.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.zoo.search.GatedNetwork;
import java.io.IOException;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectivesTest {

  private static Outcome outcome(double accuracy, double computeRatio) {
    return new Outcome(accuracy, 1 - computeRatio, computeRatio, 1000 * computeRatio);
  }

  static OutcomeScore[] objectives() {
    return new OutcomeScore[] {
      new AccuracyAtCompute(0.5), new ComputeAtAccuracy(0.9), new WeightedSum(0.05)
    };
  }

  @Test
  void accuracyAtComputeIsTheAccuracyWithinTheBudget() {
    OutcomeScore score = new AccuracyAtCompute(0.5);

    assertThat(score.minimize()).isFalse();
    assertThat(score.score(outcome(0.9, 0.5))).isEqualTo(0.9);
    assertThat(score.score(outcome(0.99, 0.51)))
        .as("worse than whatever keeps to the budget")
        .isLessThan(score.score(outcome(0, 0.4)));
    assertThat(score.isMet(outcome(0.9, 0.5))).isTrue();
    assertThat(score.isMet(outcome(0.9, 0.51))).isFalse();
    assertThat(score.score(outcome(0.9, 0.8))).isLessThan(score.score(outcome(0.9, 0.7)));
  }

  @Test
  void computeAtAccuracyIsTheComputeOfWhatIsAccurateEnough() {
    OutcomeScore score = new ComputeAtAccuracy(0.9);

    assertThat(score.minimize()).isTrue();
    assertThat(score.score(outcome(0.9, 0.3))).isEqualTo(0.3);
    assertThat(score.score(outcome(0.89, 0.1))).isGreaterThan(score.score(outcome(0.95, 1.2)));
    assertThat(score.isMet(outcome(0.9, 1))).isTrue();
    assertThat(score.isMet(outcome(0.89, 0.1))).isFalse();
    assertThat(score.score(outcome(0.5, 0.1))).isGreaterThan(score.score(outcome(0.6, 0.1)));
  }

  @Test
  void weightedSumTradesAccuracyForCompute() {
    assertThat(new WeightedSum(0.1).score(outcome(0.9, 0.5))).isCloseTo(0.85, within(1e-12));
    assertThat(new WeightedSum(0.1).minimize()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void comesBackFromJson(OutcomeScore objective) throws IOException {
    String json = JsonMapper.getMapper().writeValueAsString(objective);

    ScoreFunction back = JsonMapper.getMapper().readValue(json, ScoreFunction.class);

    assertThat(back).isEqualTo(objective).hasSameHashCodeAs(objective);
    assertThat(back).hasToString(objective.toString());
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void takesAnOutcomeAsItsModelAndNothingElse(OutcomeScore objective) {
    Outcome outcome = outcome(0.95, 0.4);

    assertThat(objective.score((Object) outcome, Samples.class, null))
        .isEqualTo(objective.score(outcome));
    assertThatThrownBy(() -> objective.score("text", Samples.class, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void measuresANetworkOnTheTestDataOfADataSource() {
    double score = new WeightedSum(0.25).score(GatedNetwork.plain(), Samples.class, null);

    assertThat(score).as("all right, all computed").isCloseTo(1 - 0.25, within(1e-9));
  }

  @Test
  void refuseWhatTheyCannotLookFor() {
    assertThatThrownBy(() -> new AccuracyAtCompute(0)).hasMessageContaining("found 0.0");
    assertThatThrownBy(() -> new ComputeAtAccuracy(1.1)).hasMessageContaining("found 1.1");
    assertThatThrownBy(() -> new WeightedSum(-1)).hasMessageContaining("found -1.0");
  }
}
