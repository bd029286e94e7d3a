package io.github.dl4jrouting.examples.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.zoo.search.objective.AccuracyAtCompute;
import io.github.dl4jrouting.zoo.search.objective.ComputeAtAccuracy;
import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  private static final Objective.Limits LIMITS = new Objective.Limits(0.5, 0.25, 0.05);

  @Test
  void takesTheLimitThatIsItsOwn() {
    assertThat(Objective.ACCURACY_AT_COMPUTE.score(LIMITS, 0.9))
        .isEqualTo(new AccuracyAtCompute(0.5));
    assertThat(Objective.COMPUTE_AT_ACCURACY.score(LIMITS, 0.75))
        .isEqualTo(new ComputeAtAccuracy(0.5));
    assertThat(Objective.WEIGHTED.score(LIMITS, 0.9)).isEqualTo(new WeightedSum(0.05));
  }
}
