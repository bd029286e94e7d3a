package io.github.dl4jrouting.inference;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Random routed networks through the engine and through DL4J. */
class FuzzTest {
  private static final int LARGEST_BATCH = 33;

  @Test
  void someRandomGraphsGiveWhatDl4jGives() {
    fuzz(1, 40, DataType.FLOAT);
  }

  @Test
  void someRandomGraphsInDoubleGiveWhatDl4jGives() {
    fuzz(Long.getLong("fuzz.double", 50_000), 8, DataType.DOUBLE);
  }

  @Test
  @Tag("slow")
  void aThousandRandomGraphsGiveWhatDl4jGives() {
    fuzz(Long.getLong("fuzz.seed", 1_000_000), 1_000, DataType.FLOAT);
  }

  private static void fuzz(long firstSeed, int graphs, DataType type) {
    for (long seed = firstSeed; seed < firstSeed + graphs; seed++) {
      RandomGraph.Sample sample;
      sample = RandomGraph.of(seed, type);
      Random random = new Random(seed);
      int batch = 1 + random.nextInt(LARGEST_BATCH);
      INDArray input = sample.input(random, batch, type);
      try {
        Stock.assertSame("-Dfuzz.seed=" + seed, sample.graph(), input);
      } catch (RuntimeException e) {
        throw new AssertionError("Failed with -Dfuzz.seed=" + seed, e);
      }
    }
  }
}
