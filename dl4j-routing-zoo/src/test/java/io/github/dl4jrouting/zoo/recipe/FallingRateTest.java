package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ISchedule;

class FallingRateTest {

  @Test
  void itFallsFromItsStartInAStepAMiniBatch() {
    ISchedule rate = FallingRate.linear(0.8, 4);
    assertThat(new double[] {value(rate, 0), value(rate, 1), value(rate, 2), value(rate, 3)})
        .containsExactly(new double[] {0.8, 0.6, 0.4, 0.2}, within(1e-12));
  }

  @Test
  void longTrainingsFallInAHundredSteps() {
    ISchedule rate = FallingRate.linear(0.002, 2750);
    for (int batch = 0; batch < 2750; batch++) {
      double linear = 0.002 * (1 - batch / 2750.0);
      assertThat(value(rate, batch)).isCloseTo(linear, within(0.002 / 100 + 1e-12)).isPositive();
    }
    assertThat(value(rate, 2749)).isCloseTo(0.002 / 100, within(1e-12));
  }

  @Test
  void withoutMiniBatchesThereIsNothingToFallOver() {
    assertThatThrownBy(() -> FallingRate.linear(0.8, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 mini-batch, found 0");
  }

  private static double value(ISchedule rate, int batch) {
    return rate.valueAt(batch, 0);
  }
}
