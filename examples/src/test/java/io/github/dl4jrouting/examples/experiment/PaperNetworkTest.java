package io.github.dl4jrouting.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.inference.RoutedInference;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PaperNetworkTest {
  private static final int DIM = 128;

  private final PaperNetwork paper = new PaperNetwork(DIM, 6, 0, 0.1, 42);
  private final INDArray x =
      Nd4j.rand(new org.nd4j.linalg.api.rng.distribution.impl.NormalDistribution(0, 1), 64, DIM);

  @Test
  void weightsAreWithinTheBoundsOfPyTorch() {
    ComputationGraph network = paper.dense();
    double bound = 1 / Math.sqrt(DIM);
    INDArray weights = network.getLayer("block-3-0").getParam("W");
    assertThat(weights.maxNumber().doubleValue()).isCloseTo(bound, within(1e-3));
    assertThat(weights.minNumber().doubleValue()).isCloseTo(-bound, within(1e-3));
    INDArray bias = network.getLayer("block-3-0").getParam("b");
    assertThat(bias.maxNumber().doubleValue()).isBetween(0.5 * bound, bound);
  }

  @Test
  void theRoutedTwinHasTheSameWeightsAndWithOpenGatesTheSameOutput() {
    PaperNetwork open = new PaperNetwork(DIM, 6, 0, 0, 42);
    assertThat(open.routed().outputSingle(x)).isEqualTo(paper.dense().outputSingle(x));
  }

  @Test
  void forOneSampleTheBatchIsTheSample() {
    ComputationGraph routed = paper.routed();
    Outcomes outcomes = Outcomes.of(routed, RoutedInference.compile(routed), x);
    for (int n = 0; n < 5; n++) {
      INDArray sample = x.getRow(n, true);
      PaperNetwork.BatchWide alone = paper.batchWide(paper.dense(), sample);
      assertThat(alone.output().equalsWithEps(routed.outputSingle(sample), 1e-5)).isTrue();
      assertThat(alone.computed()).isCloseTo(1 - outcomes.skipRatios()[n], within(1e-12));
    }
  }

  @Test
  void activityFallsByTheSameFactorFromBlockToBlockAndReachesTheThresholdAtTheFifth() {
    double[] activities = paper.activities(paper.dense(), x);
    assertThat(activities).hasSize(6);
    assertThat(activities[0]).isCloseTo(x.ameanNumber().doubleValue(), within(1e-6));
    for (int b = 1; b < 5; b++) {
      assertThat(activities[b - 1] / activities[b]).as("before block " + b).isBetween(1.3, 2.2);
    }
    assertThat(activities[3]).isGreaterThan(0.1);
    assertThat(activities[4]).isBetween(0.05, 0.15);
  }

  /** Where the paper's 66.7 % comes from. */
  @Test
  void firstWeightsAloneMakeFourOrFiveOfSixBlocksComputed() {
    assertThat(paper.batchWide(paper.dense(), x).computed())
        .satisfiesAnyOf(
            share -> assertThat(share).isCloseTo(4.0 / 6, within(1e-12)),
            share -> assertThat(share).isCloseTo(5.0 / 6, within(1e-12)));
  }
}
