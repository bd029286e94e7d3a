package io.github.dl4jrouting.examples.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.examples.metrics.MemorySampler.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void latencyIsThatOfNumPy() {
    Latency latency = Latency.of(LongStream.rangeClosed(1, 100).map(i -> i * 1_000_000).toArray());
    assertThat(latency.count()).isEqualTo(100);
    assertThat(latency.mean()).isCloseTo(50.5, within(1e-9));
    assertThat(latency.median()).isCloseTo(50, within(0.1));
    assertThat(latency.p99()).isCloseTo(99, within(0.1));
    assertThat(latency.standardDeviation()).isCloseTo(28.866070, within(1e-6));
    assertThat(latency.min()).isCloseTo(1, within(1e-9));
    assertThat(latency.max()).isCloseTo(100, within(1e-9));
    assertThatThrownBy(Latency::of).hasMessageContaining("at least 1");
  }

  @Test
  void quartilesAreThoseOfNumPy() {
    double[] shares = {0, 0.5, 0.5, 1, 0, 0.25};
    Distribution spread = Distribution.ofShares(shares, 4);
    assertThat(spread.q25()).isCloseTo(0.0625, within(1e-12));
    assertThat(spread.median()).isCloseTo(0.375, within(1e-12));
    assertThat(spread.q75()).isCloseTo(0.5, within(1e-12));
    assertThat(spread.mean()).isCloseTo(0.375, within(1e-12));
    assertThat(spread.standardDeviation()).isCloseTo(0.3461093, within(1e-6));
    assertThat(spread.histogram()).extracting(Bin::count).containsExactly(2L, 1L, 2L, 0L, 1L);
    assertThat(spread.histogram())
        .extracting(Bin::centre)
        .containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
    assertThatThrownBy(() -> Distribution.ofShares(new double[0], 4))
        .hasMessageContaining("0 of 4");
  }

  /** Values of statsmodels' {@code proportion_confint(method="wilson")}. */
  @Test
  void aProportionHasWilsonsInterval() {
    Proportion some = Proportion.of(9, 10);
    assertThat(some.value()).isEqualTo(0.9);
    assertThat(some.low()).isCloseTo(0.5958500, within(1e-6));
    assertThat(some.high()).isCloseTo(0.9821238, within(1e-6));
    Proportion all = Proportion.of(10_000, 10_000);
    assertThat(all.high()).isEqualTo(1);
    assertThat(all.low()).isCloseTo(0.9996160, within(1e-6));
    assertThat(Proportion.of(0, 5).low()).isCloseTo(0, within(1e-12));
    assertThatThrownBy(() -> Proportion.of(3, 2)).hasMessageContaining("3 of 2");
  }

  @Test
  void memoryIsSummarizedOverSamplesAndPeaksOverRuns() {
    MemoryUse use =
        MemoryUse.of(
            List.of(
                List.of(new Sample(10, 1, 0), new Sample(20, 3, 0)),
                List.of(new Sample(30, 1, 0), new Sample(40, 1, 0))));
    assertThat(use.heap().p50()).isCloseTo(25, within(1e-9));
    assertThat(use.heap().p99()).isCloseTo(39.7, within(1e-9));
    assertThat(use.heap().peak()).isEqualTo(40);
    assertThat(use.heap().peakStandardDeviation()).isCloseTo(10, within(1e-9));
    assertThat(use.nativeMemory().peakStandardDeviation()).isCloseTo(1, within(1e-9));
    assertThat(use.resident().peak()).isNull();
    assertThat(use.resident().unavailable()).isNotEmpty();
  }

  @Test
  void theSamplerSeesMemoryThatIsTakenMeanwhile() {
    try (MemorySampler sampler = new MemorySampler(new EnergyMeter(Path.of("nowhere")))) {
      System.gc(); // so that no old garbage goes meanwhile and hides what is taken
      sampler.begin();
      byte[] taken = new byte[64 << 20];
      List<Sample> samples = sampler.end();
      assertThat(taken).isNotEmpty();
      assertThat(samples).hasSizeGreaterThanOrEqualTo(2);
      double first = samples.get(0).heap();
      assertThat(samples.get(samples.size() - 1).heap() - first).isGreaterThan(50);
      assertThat(samples.get(0).resident()).isPositive();
    }
  }
}
