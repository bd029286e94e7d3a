package io.github.dl4jrouting.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FloatMemoryTest {
  private static final int MOST = Integer.MAX_VALUE / Float.BYTES;

  @Test
  void aViewIsReadAndWrittenWhereItLies() {
    INDArray all = Nd4j.arange(12).castTo(DataType.FLOAT);
    INDArray view = all.get(NDArrayIndex.interval(5, 8));
    assertThat(FloatMemory.isReachable(view)).isTrue();
    assertThat(FloatMemory.read(view)).containsExactly(5, 6, 7);
    FloatMemory.write(new float[] {1, 2, 3}, view);
    assertThat(all.toFloatVector()).containsExactly(0, 1, 2, 3, 4, 1, 2, 3, 8, 9, 10, 11);
  }

  /** Of a network with more than half a billion parameters. */
  @Test
  void whatLiesBeyondTwoGigabytesIsNot() {
    assertThat(FloatMemory.isInBuffer(MOST - 6, 6)).isTrue();
    assertThat(FloatMemory.isInBuffer(MOST - 5, 6)).isFalse();
    assertThat(FloatMemory.isInBuffer(0, MOST + 1L)).isFalse();
    assertThat(FloatMemory.isInBuffer(3_000_000_000L, 6)).isFalse();
  }
}
