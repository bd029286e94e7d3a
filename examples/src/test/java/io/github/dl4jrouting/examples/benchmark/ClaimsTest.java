package io.github.dl4jrouting.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.examples.benchmark.contestant.MemoryReading;
import io.github.dl4jrouting.examples.measure.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  private static Row row(
      String engine, String workload, String network, double skipRatio, Double... rounds) {
    return row(engine, workload, 8, network, skipRatio, rounds);
  }

  private static Row row(
      String engine,
      String workload,
      int batch,
      String network,
      double skipRatio,
      Double... rounds) {
    return new Row(
        engine,
        workload,
        batch,
        network,
        skipRatio,
        Median.of(List.of(rounds)),
        0,
        0,
        0,
        0,
        1,
        List.of(rounds));
  }

  private static Claim claim(String id, Row... rows) {
    List<Ratio> ratios = Evaluation.ratios(new Rows(List.of(rows)));
    return Claims.of(ratios, Optional.empty()).stream()
        .filter(claim -> claim.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    Row fast = row("engine", "lenet", "dense", 0, 1.0, 10.0, 100.0);
    Row slow = row("stock", "lenet", "dense", 0, 2.0, 30.0, 400.0);
    assertThat(slow.over(fast)).isEqualTo(3);
  }

  @Test
  void efficiencyIsTheSpeedUpOverTheBestThatSkippingCouldGive() {
    Row dense = row("engine", "dense-512x6", "dense", 0, 100.0);
    Claim enough = claim("1a", dense, row("engine", "dense-512x6", "routed", 0.5, 55.0));
    assertThat(enough.value()).isCloseTo(100.0 / 55 * 0.5, within(1e-12));
    assertThat(enough.met()).isTrue();
    Claim notEnough = claim("1a", dense, row("engine", "dense-512x6", "routed", 0.5, 56.0));
    assertThat(notEnough.met()).isFalse();
    assertThat(notEnough.worst()).isEqualTo("dense-512x6, batch 8, skip ratio 0.5");
  }

  @Test
  void noEfficiencyIsPossibleBeyondReadingTheWeightsThatABatchNeeds() {
    Row once = row("engine", "dense-512x6-shared", 1, "dense", 0, 60.0);
    Row dense = row("engine", "dense-512x6-shared", 8, "dense", 0, 100.0);
    Row own = row("engine", "dense-512x6", 1, "dense", 0, 60.0);
    Row ownDense = row("engine", "dense-512x6", 8, "dense", 0, 100.0);
    List<Ratio> ratios =
        Evaluation.ratios(
            new Rows(
                List.of(
                    once,
                    dense,
                    row("engine", "dense-512x6-shared", "routed", 0.5, 55.0),
                    own,
                    ownDense,
                    row("engine", "dense-512x6", "routed", 0.5, 70.0))));
    List<Ratio> limits =
        ratios.stream().filter(r -> r.measure().equals(Evaluation.EFFICIENCY_LIMIT)).toList();
    // A shared route leaves half of the weights unread; eight routes leave hardly any.
    assertThat(limits.get(0).value()).isEqualTo(1);
    assertThat(limits.get(1).value()).isBetween(100.0 / 60 * 0.5, 100.0 / 60 * 0.5 / 0.95);
  }

  @Test
  void aSkipRatioBeyondTheClaimDoesNotCount() {
    Claim claim =
        claim(
            "1a",
            row("engine", "dense-512x6", "dense", 0, 100.0),
            row("engine", "dense-512x6", "routed", 0.7, 30.0),
            row("engine", "dense-512x6", "routed", 0.9, 90.0));
    assertThat(claim.met()).isTrue();
    assertThat(claim.cells()).isEqualTo(1);
  }

  @Test
  void oneSlowCellFailsTheLargestButNotTheMedian() {
    Row[] rows = {
      row("engine", "dense-128x6", "dense", 0, 9.0),
      row("pytorch", "dense-128x6", "dense", 0, 10.0),
      row("engine", "dense-512x6", "dense", 0, 9.0),
      row("pytorch", "dense-512x6", "dense", 0, 10.0),
      row("engine", "lenet", "dense", 0, 14.0),
      row("pytorch", "lenet", "dense", 0, 10.0)
    };
    assertThat(claim("3a", rows).met()).isTrue();
    assertThat(claim("3b", rows).met()).isFalse();
    assertThat(claim("3b", rows).worst()).startsWith("lenet");
  }

  @Test
  void overheadIsTheTimeThatARouterAdds() {
    Claim claim =
        claim(
            "4a",
            row("engine", "dense-1024x6", "dense", 0, 100.0),
            row("engine", "dense-1024x6", "routed", 0, 104.0));
    assertThat(claim.value()).isCloseTo(0.04, within(1e-12));
    assertThat(claim.met()).isFalse();
  }

  @Test
  void aGatedWorkloadCountsForTheGateAlone() {
    List<Ratio> ratios =
        Evaluation.ratios(
            new Rows(
                List.of(
                    row("stock", "dense-512x6-gate", "dense", 0, 500.0),
                    row("engine", "dense-512x6-gate", "dense", 0, 100.0),
                    row("engine", "dense-512x6-gate", "routed", 0, 102.0))));
    assertThat(Claims.of(ratios, Optional.empty())).extracting(Claim::id).containsExactly("4b");
  }

  @Test
  void timesThatFallLinearlyGiveALineThroughTheirOverhead() {
    Row dense = row("engine", "dense-512x6", "dense", 0, 100.0);
    List<Row> rows = new ArrayList<>(List.of(dense));
    for (double s : new double[] {0, 0.3, 0.5, 0.9}) {
      rows.add(row("engine", "dense-512x6", "routed", s, 4 + 98 * (1 - s)));
    }
    LinearFit fit = Evaluation.fits(new Rows(rows)).get(0);
    assertThat(fit.intercept()).isCloseTo(0.04, within(1e-9));
    assertThat(fit.slope()).isCloseTo(0.98, within(1e-9));
    assertThat(fit.r2()).isCloseTo(1, within(1e-9));
  }

  @Test
  void steadyGrowthOfTheHeapFailsTheSoak() {
    assertThat(soakClaim(0).met()).isTrue();
    assertThat(soakClaim(200_000).met()).isFalse();
  }

  private static Claim soakClaim(long growthEachReading) {
    List<MemoryReading> readings = new ArrayList<>();
    for (int i = 0; i <= 20; i++) {
      readings.add(new MemoryReading(i, 50_000_000 + i * growthEachReading, 0, 0));
    }
    SoakResult soak = SoakResult.of("any", 20, 10, 20, readings);
    return Claims.of(List.of(), Optional.of(soak)).get(0);
  }
}
