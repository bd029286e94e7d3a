package io.github.dl4jrouting.penalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Penalties against numbers worked out by hand, and gradients against finite differences. */
class PenaltyTest {
  private static final Offset<Double> TINY = within(1e-12);
  private static final double[] P = {0.9, 0.1, 0.4, 0.6};

  private static SparsityPenaltyLoss loss(Penalty penalty, double weight, double... costs) {
    SparsityPenaltyLoss.Builder builder = new SparsityPenaltyLoss.Builder();
    if (costs.length > 0) {
      builder.costs(costs);
    }
    return penalty == Penalty.TARGET_RATE
        ? builder.targetRate(0.25, weight).build()
        : builder.add(penalty, weight).build();
  }

  private static double value(SparsityPenaltyLoss loss, double[] p, boolean... mask) {
    return loss.value(null, p, 2, mask.length == 0 ? null : mask, 0, 0);
  }

  @Test
  void entropyIsTheMeanOfTheRowsEntropies() {
    double first = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1);
    double second = -0.4 * Math.log(0.4) - 0.6 * Math.log(0.6);
    assertThat(value(loss(Penalty.ENTROPY, 1), P)).isEqualTo((first + second) / 2, TINY);
    assertThat(value(loss(Penalty.ENTROPY, 3), P, false, true)).isEqualTo(3 * second, TINY);
    assertThat(value(loss(Penalty.ENTROPY, 1), new double[] {1, 0, 0, 1})).isZero();
  }

  @Test
  void expectedCostIsTheMeanThroughProbabilityByDefault() {
    assertThat(value(loss(Penalty.EXPECTED_COST, 2), P)).isEqualTo(2 * 0.65, TINY);
    assertThat(value(loss(Penalty.EXPECTED_COST, 1, 2, 0.5), P))
        .isEqualTo((0.9 * 2 + 0.1 * 0.5 + 0.4 * 2 + 0.6 * 0.5) / 2, TINY);
  }

  @Test
  void targetRateIsTheSquaredGapToTheTarget() {
    assertThat(value(loss(Penalty.TARGET_RATE, 1), P)).isEqualTo(0.4 * 0.4, TINY);
    assertThat(value(loss(Penalty.TARGET_RATE, 1), P, true, false)).isEqualTo(0.65 * 0.65, TINY);
  }

  @Test
  void loadBalanceIsOneWhenBalancedAndKWhenAllTakeOnePath() {
    assertThat(value(loss(Penalty.LOAD_BALANCE, 1), new double[] {1, 0, 0, 1})).isEqualTo(1, TINY);
    assertThat(value(loss(Penalty.LOAD_BALANCE, 1), new double[] {1, 0, 1, 0})).isEqualTo(2, TINY);
    // f = (0.5, 0.5), P = (0.65, 0.35)
    assertThat(value(loss(Penalty.LOAD_BALANCE, 1), P)).isEqualTo(1, TINY);
  }

  @Test
  void routerZIsTheMeanSquaredLogSumExp() {
    double[] s = {Math.log(1), Math.log(3), Math.log(0.5), Math.log(0.5)};
    assertThat(loss(Penalty.ROUTER_Z, 1).value(s, P, 2, null, 0, 0))
        .isEqualTo(Math.log(4) * Math.log(4) / 2, TINY);
    double[] huge = {1000, 0, 0, 0};
    assertThat(loss(Penalty.ROUTER_Z, 1).value(huge, P, 2, new boolean[] {true, false}, 0, 0))
        .isEqualTo(1e6, within(1e-6));
  }

  @Test
  void aSumAddsItsWeightedTermsAtTheGivenPointOfTraining() {
    SparsityPenaltyLoss sum =
        new SparsityPenaltyLoss.Builder()
            .add(Penalty.ENTROPY, 2)
            .add(Penalty.EXPECTED_COST, new ExponentialSchedule(ScheduleType.EPOCH, 4, 0.5))
            .build();
    double entropy = value(loss(Penalty.ENTROPY, 1), P);
    assertThat(sum.value(null, P, 2, null, 7, 0)).isEqualTo(2 * entropy + 4 * 0.65, TINY);
    assertThat(sum.value(null, P, 2, null, 7, 2)).isEqualTo(2 * entropy + 1 * 0.65, TINY);
  }

  @Test
  void nobodyCountedMeansNoPenalty() {
    for (Penalty penalty : Penalty.values()) {
      assertThat(loss(penalty, 1).value(P, P, 2, new boolean[] {false, false}, 0, 0))
          .as(penalty.name())
          .isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Penalty.class)
  void gradientsAgreeWithFiniteDifferences(Penalty penalty) {
    Random random = new Random(4);
    double[] s = random.doubles(12, -1, 1).toArray();
    double[] p = random.doubles(12, 0.05, 0.9).toArray();
    boolean[] mask = {true, false, true, true};
    SparsityPenaltyLoss loss = loss(penalty, 1.7, 1, 0.4, 0.1);
    double[] dp = loss.probabilityGradient(p, 3, mask, 0, 0);
    double[] ds = loss.scoreGradient(s, 3, mask, 0, 0);
    for (int i = 0; i < p.length; i++) {
      double h = 1e-6;
      double upP = loss.value(s, moved(p, i, h), 3, mask, 0, 0);
      double downP = loss.value(s, moved(p, i, -h), 3, mask, 0, 0);
      assertThat(dp[i]).as("dp %d", i).isEqualTo((upP - downP) / (2 * h), within(1e-7));
      double upS = loss.value(moved(s, i, h), p, 3, mask, 0, 0);
      double downS = loss.value(moved(s, i, -h), p, 3, mask, 0, 0);
      assertThat(ds[i]).as("ds %d", i).isEqualTo((upS - downS) / (2 * h), within(1e-7));
    }
  }

  private static double[] moved(double[] values, int index, double by) {
    double[] copy = values.clone();
    copy[index] += by;
    return copy;
  }

  @Test
  void fewerSurerPathsCostLess() {
    double[] unsure = {0.5, 0.5, 0.5, 0.5};
    double[] sure = {0.99, 0.01, 0.01, 0.99};
    assertThat(value(loss(Penalty.ENTROPY, 1), sure))
        .isLessThan(value(loss(Penalty.ENTROPY, 1), unsure));
    double[] cheap = {0.1, 0.9, 0.1, 0.9};
    assertThat(value(loss(Penalty.EXPECTED_COST, 1), cheap))
        .isLessThan(value(loss(Penalty.EXPECTED_COST, 1), unsure));
  }
}
