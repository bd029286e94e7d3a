package io.github.dl4jrouting.examples.benchmark.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputsTest {

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 0.3", "8, 0.5", "64, 0.7", "256, 0.9", "1, 1"})
  void exactlyTheWantedShareOfEachBlockIsSkipped(int batch, double skipRatio) {
    int width = 16;
    int depth = 4;
    Inputs inputs = Inputs.of(Workloads.named("dense-16x4"), batch, skipRatio);
    int samples = inputs.batches().length * batch;
    for (int block = 0; block < depth; block++) {
      int skipped = 0;
      for (float[] values : inputs.batches()) {
        for (int sample = 0; sample < batch; sample++) {
          skipped += values[sample * width + block] == 0 ? 1 : 0;
        }
      }
      assertThat(skipped).isEqualTo((int) Math.round(skipRatio * samples));
    }
  }

  @Test
  void samplesThatShareRoutesSkipTheSameBlocksInABatchAndOthersInTheNext() {
    Set<String> patterns = new HashSet<>();
    Inputs inputs = Inputs.of(Workloads.named("dense-16x4-shared"), 8, 0.5);
    for (float[] values : inputs.batches()) {
      String first = Arrays.toString(Arrays.copyOf(values, 4));
      for (int sample = 1; sample < 8; sample++) {
        assertThat(Arrays.toString(Arrays.copyOfRange(values, sample * 16, sample * 16 + 4)))
            .isEqualTo(first);
      }
      patterns.add(first);
    }
    assertThat(patterns).hasSizeGreaterThan(3);
    for (int block = 0; block < 4; block++) {
      int skipped = 0;
      for (float[] values : inputs.batches()) {
        skipped += values[block] == 0 ? 1 : 0;
      }
      assertThat(skipped).isEqualTo(inputs.batches().length / 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"dense-16x4, 1, 0.5", "dense-16x4, 8, 0.7", "dense-16x4-shared, 8, 0.7"})
  void blocksThatABatchNeedsAreThoseThatSomeSampleGoesThrough(
      String workload, int batch, double skipRatio) {
    Workload dense = Workloads.named(workload);
    float[][] batches = Inputs.of(dense, batch, skipRatio).batches();
    int needed = 0;
    for (float[] values : batches) {
      for (int block = 0; block < 4; block++) {
        float most = 0;
        for (int sample = 0; sample < batch; sample++) {
          most = Math.max(most, values[sample * 16 + block]);
        }
        needed += (int) most;
      }
    }
    assertThat(Inputs.neededBlocks(dense, batch, skipRatio))
        .isEqualTo(needed / (4.0 * batches.length));
  }

  @Test
  void patternsDifferFromSampleToSample() {
    Set<String> patterns = new HashSet<>();
    for (float[] sample : Inputs.of(Workloads.named("dense-16x6"), 1, 0.5).batches()) {
      patterns.add(Arrays.toString(Arrays.copyOf(sample, 6)));
    }
    assertThat(patterns).hasSizeGreaterThan(40); // of the 64 that there are, among 120 samples
  }

  @Test
  void twoPoolsOfTheSameSettingsAreTheSame() {
    Inputs one = Inputs.of(Workloads.named("lenet"), 8, 0.3);
    Inputs two = Inputs.of(Workloads.named("lenet"), 8, 0.3);
    assertThat(one.batches()).isDeepEqualTo(two.batches());
  }

  @Test
  void weightsAreTheSameEachTimeAndOthersForAnotherWorkload() {
    long first = Workloads.named("dense-16x4").network().fingerprint();
    assertThat(Workloads.named("dense-16x4").network().fingerprint()).isEqualTo(first);
    assertThat(Workloads.named("dense-16x5").network().fingerprint()).isNotEqualTo(first);
  }

  @Test
  void theDenseTwinHasTheSameLayersAndNoGuard() {
    Network routed = Workloads.named("resnet20").network();
    Network dense = routed.dense();
    assertThat(routed.guarded()).isEqualTo(6);
    assertThat(dense.guarded()).isZero();
    assertThat(dense.blocks())
        .extracting(Block::layers)
        .isEqualTo(routed.blocks().stream().map(Block::layers).toList());
  }

  @Test
  void foldedNormalizationIsTheSameFunctionOfOneNumber() {
    Op.Normalization n =
        new Op.Normalization(new float[] {3}, new float[] {5}, new float[] {2}, new float[] {4});
    Op.Conv conv =
        new Op.Conv(
            1, 1, 1, 1, 0, new float[] {7}, new float[] {1}, java.util.Optional.of(n), false);
    Op.Conv folded = conv.folded();
    double x = 11;
    double expected = 3 * (7 * x + 1 - 2) / Math.sqrt(4 + Op.Normalization.EPSILON) + 5;
    assertThat(folded.normalization()).isEmpty();
    assertThat((double) folded.weights()[0] * x + folded.bias()[0])
        .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-4));
  }

  @Test
  void anUnknownWorkloadIsNamed() {
    assertThatThrownBy(() -> Workloads.named("dense-9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dense-9");
    assertThatThrownBy(() -> Workloads.named("dense-4x5"))
        .hasMessageContaining("4 features and 5 blocks");
  }
}
