package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.zoo.recipe.ExitThresholds.Early;
import io.github.dl4jrouting.zoo.recipe.ExitThresholds.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitThresholdsTest {

  /** From the surest to the least sure: both right, early wrong, early alone right, early wrong. */
  private static final List<Seen> SAMPLES =
      List.of(
          seen(0.5, false, true),
          seen(0.9, true, true),
          seen(0.8, false, true),
          seen(0.7, true, false));

  private static Seen seen(double sure, boolean early, boolean deep) {
    return new Seen(List.of(new Early(sure, early)), deep);
  }

  private static double threshold(double mostExits, double allowedDrop, List<Seen> samples) {
    return thresholds(List.of(mostExits), allowedDrop, samples).get(0);
  }

  private static List<Double> thresholds(
      List<Double> mostExits, double allowedDrop, List<Seen> samples) {
    List<Direction> directions = mostExits.stream().map(share -> Direction.SKIP_HIGH).toList();
    return new ExitThresholds(directions, mostExits, allowedDrop).of(samples);
  }

  /** Halfway, as a network stores it. */
  private static double between(double one, double other) {
    return (float) ((one + other) / 2);
  }

  @Test
  void asManyExitAsWereNamedBefore() {
    assertThat(threshold(0.5, 1, SAMPLES)).isEqualTo(0.75);
    assertThat(threshold(0.75, 1, SAMPLES)).isEqualTo(0.6f);
    assertThat(threshold(0, 1, SAMPLES)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void theSurestExitUntilTheFirstLossThoughItIsMadeGoodLater() {
    assertThat(threshold(1, 0, SAMPLES)).isEqualTo(0.85f);
  }

  @Test
  void anAllowedDropLetsMoreExit() {
    assertThat(threshold(1, 0.25, SAMPLES)).isEqualTo(0.5);
  }

  @Test
  void nobodyExitsWhereEveryExitCosts() {
    List<Seen> bad = List.of(seen(0.9, false, true), seen(0.8, true, true));
    assertThat(threshold(1, 0, bad)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aThresholdNeverPartsSamplesThatAreEquallySure() {
    List<Seen> tied = List.of(seen(0.9, true, true), seen(0.8, true, true), seen(0.8, false, true));
    assertThat(threshold(1, 0, tied)).isEqualTo(0.85f);
    assertThat(threshold(0.67, 1, tied)).isEqualTo(0.85f);
  }

  @Test
  void lowEntropyExits() {
    List<Seen> samples = List.of(seen(0.1, true, true), seen(0.6, false, true));
    assertThat(new ExitThresholds(List.of(Direction.SKIP_LOW), List.of(1.0), 0).of(samples))
        .containsExactly(between(0.1, 0.6));
  }

  private static Seen seen(double first, boolean right, double second, boolean rightToo) {
    return new Seen(List.of(new Early(first, right), new Early(second, rightToo)), true);
  }

  /** The second exit is surest of those whom the first one has let go. */
  private static final List<Seen> TWICE =
      List.of(
          seen(0.9, true, 0.99, true),
          seen(0.8, false, 0.98, true),
          seen(0.3, true, 0.6, true),
          seen(0.2, true, 0.7, false));

  @Test
  void aLaterExitSeesThoseWhoHaveNotLeft() {
    assertThat(thresholds(List.of(0.5, 0.75), 1, TWICE))
        .containsExactly(between(0.8, 0.3), between(0.7, 0.6));
    assertThat(thresholds(List.of(0.0, 0.75), 1, TWICE))
        .containsExactly(Double.POSITIVE_INFINITY, between(0.7, 0.6));
    assertThat(thresholds(List.of(0.5, 0.5), 1, TWICE))
        .containsExactly(between(0.8, 0.3), Double.POSITIVE_INFINITY);
  }

  @Test
  void whatTheFirstExitCostsTheSecondMayNotCostOnceMore() {
    assertThat(thresholds(List.of(0.5, 1.0), 0.25, TWICE))
        .containsExactly(between(0.8, 0.3), Double.POSITIVE_INFINITY);
    assertThat(thresholds(List.of(0.5, 1.0), 0.5, TWICE)).containsExactly(between(0.8, 0.3), 0.6);
  }

  @Test
  void whatTheFirstExitGainsTheSecondMayCost() {
    List<Seen> gained =
        List.of(
            new Seen(List.of(new Early(0.9, true), new Early(0.9, true)), false),
            seen(0.3, true, 0.8, false),
            seen(0.2, true, 0.7, false));
    assertThat(thresholds(List.of(0.34, 1.0), 0, gained))
        .containsExactly(between(0.9, 0.3), between(0.8, 0.7));
  }

  @Test
  void lowEntropyExitsAtEachAndTiesStayTogether() {
    List<Seen> samples =
        List.of(
            seen(0.1, true, 0.9, true),
            seen(0.1, true, 0.9, true),
            seen(0.3, true, 0.2, true),
            seen(0.4, true, 0.3, true));
    List<Direction> low = List.of(Direction.SKIP_LOW, Direction.SKIP_LOW);
    assertThat(new ExitThresholds(low, List.of(0.25, 0.5), 0).of(samples))
        .containsExactly(Double.NEGATIVE_INFINITY, between(0.3, 0.9));
    assertThat(new ExitThresholds(low, List.of(0.5, 0.75), 0).of(samples))
        .containsExactly(between(0.1, 0.3), between(0.2, 0.3));
  }

  @Test
  void aShareIsExpectedForEachExit() {
    assertThatThrownBy(
            () -> new ExitThresholds(List.of(Direction.SKIP_HIGH), List.of(0.5, 0.75), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of 1 exits, found [0.5, 0.75]");
  }
}
