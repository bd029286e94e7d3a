package io.github.dl4jrouting.examples.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.calibration.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontComparisonTest {

  private static Outcome outcome(double computeRatio, double accuracy) {
    return new Outcome(accuracy, 1 - computeRatio, computeRatio, 100 * computeRatio);
  }

  private static final List<Outcome> OTHERS =
      List.of(outcome(1, 0.98), outcome(0.6, 0.97), outcome(0.3, 0.9));

  @Test
  void isTheLargestOverAllPointsAgainstWhatComputesNoMore() {
    FrontComparison.Advantage largest =
        new FrontComparison(
                List.of(outcome(0.9, 0.975), outcome(0.6, 0.965), outcome(0.5, 0.93)), OTHERS)
            .largest()
            .orElseThrow();

    assertThat(largest.points()).isCloseTo(3, within(1e-9));
    assertThat(largest.computeRatio()).isEqualTo(0.5);
    assertThat(largest.otherAccuracy()).isEqualTo(0.9);
  }

  @Test
  void isNegativeBelowTheOtherFront() {
    double points =
        new FrontComparison(List.of(outcome(0.7, 0.95)), OTHERS).largest().orElseThrow().points();

    assertThat(points).isCloseTo(-2, within(1e-9));
  }

  @Test
  void isEmptyWhereTheOthersAllComputeMore() {
    assertThat(new FrontComparison(List.of(outcome(0.1, 0.5)), OTHERS).largest()).isEmpty();
  }
}
