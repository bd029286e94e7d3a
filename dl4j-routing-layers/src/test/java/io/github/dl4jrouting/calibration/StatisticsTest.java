package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.Direction;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void clopperPearsonBoundsAreTheTabulatedOnes() {
    assertThat(PairedDrop.upper(0, 100, 0.05)).isCloseTo(0.029513, within(1e-6));
    assertThat(PairedDrop.lower(5, 10, 0.025)).isCloseTo(0.187086, within(1e-6));
    assertThat(PairedDrop.upper(5, 10, 0.025)).isCloseTo(0.812914, within(1e-6));
    assertThat(PairedDrop.upper(10, 10, 0.05)).isEqualTo(1);
  }

  @Test
  void aNetworkThatChangesNoAnswerIsJudgedByTheRuleOfThree() {
    // P(no loss in n | drop 0.01, nothing gained) = 0.99^n.
    assertThat(new PairedDrop(300, 0, 0).pValue(0.01))
        .isCloseTo(Math.pow(0.99, 300) + 1e-3, within(5e-3));
  }

  @Test
  void thePromiseIsBrokenNoOftenerThanItsRisk() {
    // True drop exactly the allowed one: a test that says "less" errs.
    int samples = 600;
    double allowed = 0.02;
    for (double discordant : new double[] {0.02, 0.03, 0.06, 0.12}) {
      Random random = new Random(4);
      int errors = 0;
      int trials = 1500;
      for (int t = 0; t < trials; t++) {
        int lost = 0;
        int gained = 0;
        for (int n = 0; n < samples; n++) {
          double u = random.nextDouble();
          lost += u < (discordant + allowed) / 2 ? 1 : 0;
          gained += u >= 1 - (discordant - allowed) / 2 ? 1 : 0;
        }
        errors += new PairedDrop(samples, lost, gained).pValue(allowed) <= 0.1 ? 1 : 0;
      }
      assertThat((double) errors / trials).as("q = %s", discordant).isBetween(0.01, 0.115);
    }
  }

  @Test
  void theBoundForASplitIsWiderThanForThePopulation() {
    PairedDrop drop = new PairedDrop(1000, 12, 8);
    assertThat(drop.observed()).isCloseTo(0.004, within(1e-12));
    assertThat(drop.bound(0.1, 1000)).isGreaterThan(drop.bound(0.1, Double.POSITIVE_INFINITY));
    // 0.004 + 1.2816 sqrt(0.028886 / 1000)
    assertThat(drop.bound(0.1, Double.POSITIVE_INFINITY)).isCloseTo(0.0109, within(1e-4));
  }

  @Test
  void impossibleCountsAreRefused() {
    assertThatThrownBy(() -> new PairedDrop(10, 8, 3))
        .hasMessageContaining("10 samples, 8 lost, 3 gained");
    assertThatThrownBy(() -> new PairedDrop(10, 1, 1).pValue(0)).hasMessageContaining("half a");
  }

  @Test
  void quantilesOfAShortStreamAreExact() {
    QuantileSketch sketch = new QuantileSketch(200, 1);
    for (int i = 100; i >= 1; i--) {
      sketch.add(i);
    }
    assertThat(sketch.quantile(0.25)).isEqualTo(25);
    assertThat(sketch.quantile(1)).isEqualTo(100);
    assertThat(sketch.quantile(0)).isEqualTo(1);
  }

  @Test
  void quantilesOfALongStreamAreNearInLittleMemory() {
    QuantileSketch sketch = new QuantileSketch(2048, 1);
    int n = 300_000;
    Random random = new Random(2);
    double[] all = new double[n];
    for (int i = 0; i < n; i++) {
      all[i] = random.nextGaussian();
      sketch.add(all[i]);
    }
    Arrays.sort(all);
    for (double share : new double[] {0.01, 0.3, 0.667, 0.99}) {
      int rank = Arrays.binarySearch(all, sketch.quantile(share)) + 1;
      assertThat((double) rank / n).isCloseTo(share, within(0.003));
    }
    assertThat(sketch.held()).isLessThan(2048 * 9);
    assertThat(sketch.count()).isEqualTo(n);
  }

  @Test
  void sketchesRefuseNaN() {
    assertThatThrownBy(() -> new QuantileSketch(4, 1).add(Double.NaN))
        .hasMessageContaining("NaN as value 0");
  }

  @Test
  void cutsLieBetweenValuesAlsoAsFloats() {
    float low = 0.1f;
    float high = Math.nextUp(low);
    for (Direction direction : Direction.values()) {
      float cut = (float) direction.between(low, high);
      assertThat(direction.through(low, cut)).isEqualTo(direction == Direction.SKIP_HIGH);
      assertThat(direction.through(high, cut)).isEqualTo(direction == Direction.SKIP_LOW);
      assertThat(direction.between(1, 2)).isEqualTo(1.5);
    }
  }

  @Test
  void gridsGoFromFewToManySkippedAndNeverSplitTies() {
    double[] values = {1, 1, 1, 1, 2, 3, 4, 5};
    assertThat(Cut.grid(values, 4, Direction.SKIP_LOW)).containsExactly(1.5, 3.5);
    assertThat(Cut.grid(values, 4, Direction.SKIP_HIGH)).containsExactly(3.5, 1.5);
    assertThat(Cut.grid(new double[] {2, 2, 2}, 4, Direction.SKIP_LOW)).isEmpty();
  }
}
