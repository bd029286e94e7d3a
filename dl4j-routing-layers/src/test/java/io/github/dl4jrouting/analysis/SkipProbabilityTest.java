package io.github.dl4jrouting.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkipProbabilityTest {
  private static final int SAMPLES = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {8, 64, 256})
  void centralLimitFollowsMonteCarlo(int features) {
    Random random = new Random(features);
    double sigma = 1.7;
    double[] activities = new double[SAMPLES];
    for (int n = 0; n < SAMPLES; n++) {
      for (int i = 0; i < features; i++) {
        activities[n] += Math.abs(sigma * random.nextGaussian()) / features;
      }
    }
    double spread = sigma * Math.sqrt((1 - 2 / Math.PI) / features);
    for (double step = -3; step <= 3; step += 0.5) {
      double threshold = Math.max(0, SkipProbability.meanActivity(sigma) + step * spread);
      double share = 0;
      for (double activity : activities) {
        share += activity <= threshold ? 1.0 / SAMPLES : 0;
      }
      assertThat(SkipProbability.byCentralLimit(features, sigma, threshold))
          .as("τ = %s", threshold)
          .isCloseTo(share, within(0.04));
    }
  }

  @Test
  void halfOfTheSamplesAreSkippedAtTheMeanActivity() {
    double mean = SkipProbability.meanActivity(2);
    assertThat(mean).isCloseTo(1.595769, within(1e-6));
    assertThat(SkipProbability.byCentralLimit(128, 2, mean)).isCloseTo(0.5, within(1e-12));
  }

  /** τ = 0.1, d = 128: no sample is skipped, whatever the paper's formula says. */
  @Test
  void thePapersFormulaIsOffByNearlyOne() {
    assertThat(SkipProbability.byPaper(128, 1, 0.1)).isCloseTo(0.633317, within(1e-6));
    assertThat(SkipProbability.byCentralLimit(128, 1, 0.1)).isLessThan(1e-30);
    assertThat(SkipProbability.byPaper(128, 1, 0.5)).isGreaterThan(0.999);
    assertThat(SkipProbability.byCentralLimit(128, 1, 0.5)).isLessThan(1e-6);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0.1, feature", "8, 0, 0.1, deviation", "8, NaN, 0.1, deviation"})
  void impossibleArgumentsAreNamed(int features, double sigma, double threshold, String what) {
    assertThatThrownBy(() -> SkipProbability.byCentralLimit(features, sigma, threshold))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN})
  void thresholdsBelowZeroAreRefused(double threshold) {
    assertThatThrownBy(() -> SkipProbability.byPaper(8, 1, threshold))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threshold from 0 on, found " + threshold);
  }
}
