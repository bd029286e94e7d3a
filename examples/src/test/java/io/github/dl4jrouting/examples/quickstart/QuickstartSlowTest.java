package io.github.dl4jrouting.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.training.MathThreads;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quickstart as users run it has to keep its promise, whatever the seed. */
@Tag("slow")
class QuickstartSlowTest {

  private static final double POINT = 0.01;

  @TempDir Path directory;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {42, 43, 44})
  void routedTwinKeepsTheAccuracyAndSkipsHalfOfItsBlocks(long seed) throws IOException {
    MathThreads.use(1);
    Dataset digits = KnownDataset.DIGITS_EMBEDDED.load(Optional.empty());

    QuickstartResult result =
        new Quickstart(digits, seed, Quickstart.DEFAULT_EPOCHS, 1, "typed")
            .run(directory, new PrintWriter(Writer.nullWriter()), TrainingProgress.silent());

    assertThat(result.dense().accuracy()).as("the twin is no straw man").isGreaterThan(0.935);
    assertThat(result.accuracyGap()).isLessThanOrEqualTo(0.5 * POINT);
    assertThat(result.routed().skipRatio()).isBetween(0.5, 0.9);
    assertThat(result.routed().macsPerSample()).isLessThan(0.8 * result.dense().macsPerSample());
    assertRoutesDependOnTheSample(result);
  }

  /** A network whose gates are always open or always shut is a smaller dense network. */
  private static void assertRoutesDependOnTheSample(QuickstartResult result) {
    assertThat(result.routed().distinctRoutes()).isGreaterThan(10);
    assertThat(result.routed().blocks())
        .filteredOn(block -> block.shares().get("through") > 0.05)
        .filteredOn(block -> block.shares().get("through") < 0.95)
        .as("blocks that decide")
        .hasSizeGreaterThanOrEqualTo(4);
  }
}
