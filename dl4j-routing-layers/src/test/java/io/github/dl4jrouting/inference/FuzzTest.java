package io.github.dl4jrouting.inference;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Random routed networks through the engine and through DL4J. */
class FuzzTest {
  private static final int LARGEST_BATCH = 33;

  /** Enough for small networks to be cut into shares for threads. */
  private static final int LARGE_BATCH = 2_000;

  @Test
  void someRandomGraphsGiveWhatDl4jGives() {
    fuzz("fuzz.some", 1, 40, DataType.FLOAT, 1, LARGEST_BATCH);
  }

  @Test
  void someRandomGraphsInDoubleGiveWhatDl4jGives() {
    fuzz("fuzz.double", 50_000, 8, DataType.DOUBLE, 1, LARGEST_BATCH);
  }

  @Test
  @Tag("slow")
  void aThousandRandomGraphsGiveWhatDl4jGives() {
    fuzz("fuzz.seed", 1_000_000, 1_000, DataType.FLOAT, 1, LARGEST_BATCH);
  }

  @Test
  @Tag("slow")
  void largeBatchesOfRandomGraphsGiveWhatDl4jGives() {
    fuzz("fuzz.large", 2_000_000, 100, DataType.FLOAT, LARGE_BATCH, LARGE_BATCH + 100);
  }

  private static void fuzz(
      String property, long defaultSeed, int graphs, DataType type, int from, int to) {
    long firstSeed = Long.getLong(property, defaultSeed);
    for (long seed = firstSeed; seed < firstSeed + graphs; seed++) {
      String repeat = "-D" + property + "=" + seed;
      RandomGraph.Sample sample = RandomGraph.of(seed, type);
      Random random = new Random(seed);
      int batch = from + random.nextInt(to - from + 1);
      INDArray input = sample.input(random, batch, type);
      try {
        Stock.assertSame(repeat, sample.graph(), input);
        sample
            .mask(random, batch)
            .ifPresent(mask -> Stock.assertSameMasked(repeat, sample.graph(), mask, input));
      } catch (RuntimeException e) {
        throw new AssertionError("Failed with " + repeat, e);
      }
    }
  }
}
