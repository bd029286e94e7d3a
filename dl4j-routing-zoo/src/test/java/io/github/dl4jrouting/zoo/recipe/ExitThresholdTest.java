package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.zoo.recipe.ExitThreshold.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitThresholdTest {

  /** From the surest to the least sure: both right, early wrong, early alone right, early wrong. */
  private static final List<Seen> SAMPLES =
      List.of(
          new Seen(0.5, false, true),
          new Seen(0.9, true, true),
          new Seen(0.8, false, true),
          new Seen(0.7, true, false));

  private static double threshold(double mostExits, double allowedDrop, List<Seen> samples) {
    return new ExitThreshold(Direction.SKIP_HIGH, mostExits, allowedDrop).of(samples);
  }

  @Test
  void asManyExitAsWereNamedBefore() {
    assertThat(threshold(0.5, 1, SAMPLES)).isEqualTo(0.8);
    assertThat(threshold(0.75, 1, SAMPLES)).isEqualTo(0.7);
    assertThat(threshold(0, 1, SAMPLES)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void theSurestExitUntilTheFirstLossThoughItIsMadeGoodLater() {
    assertThat(threshold(1, 0, SAMPLES)).isEqualTo(0.9);
  }

  @Test
  void anAllowedDropLetsMoreExit() {
    assertThat(threshold(1, 0.25, SAMPLES)).isEqualTo(0.5);
  }

  @Test
  void nobodyExitsWhereEveryExitCosts() {
    List<Seen> bad = List.of(new Seen(0.9, false, true), new Seen(0.8, true, true));
    assertThat(threshold(1, 0, bad)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aThresholdNeverPartsSamplesThatAreEquallySure() {
    List<Seen> tied =
        List.of(new Seen(0.9, true, true), new Seen(0.8, true, true), new Seen(0.8, false, true));
    assertThat(threshold(1, 0, tied)).isEqualTo(0.9);
    assertThat(threshold(0.67, 1, tied)).isEqualTo(0.9);
  }

  @Test
  void lowEntropyExits() {
    List<Seen> samples = List.of(new Seen(0.1, true, true), new Seen(0.6, false, true));
    assertThat(new ExitThreshold(Direction.SKIP_LOW, 1, 0).of(samples)).isEqualTo(0.1);
  }
}
