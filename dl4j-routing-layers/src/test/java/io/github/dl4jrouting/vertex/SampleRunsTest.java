package io.github.dl4jrouting.vertex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SampleRunsTest {

  /** One array of each layout that training meets. */
  static Stream<INDArray> layouts() {
    Nd4j.getRandom().setSeed(3);
    return Stream.of(
        Nd4j.rand(DataType.FLOAT, 5, 7),
        Nd4j.rand(DataType.FLOAT, 5, 7).dup('f'),
        Nd4j.rand(DataType.FLOAT, 7, 5).transpose(),
        Nd4j.rand(DataType.FLOAT, 1, 40),
        Nd4j.rand(DataType.FLOAT, 4, 3, 5, 6),
        Nd4j.rand(DataType.FLOAT, 4, 3, 5, 6).dup('f'),
        Nd4j.rand(DataType.FLOAT, 3, 4, 5, 6).permute(1, 0, 2, 3), // DL4J's convolutions
        Nd4j.rand(DataType.FLOAT, 3, 4, 2, 1).permute(1, 0, 2, 3),
        Nd4j.rand(DataType.FLOAT, 4, 3, 5, 6).permute(0, 2, 3, 1), // channels last
        Nd4j.rand(DataType.FLOAT, 6, 5, 7).get(NDArrayIndex.interval(1, 4)));
  }

  private static float[] weights(INDArray array) {
    float[] weights = new float[(int) array.size(0)];
    for (int n = 0; n < weights.length; n++) {
      weights[n] = new float[] {1, 0, -0.75f}[n % 3];
    }
    return weights;
  }

  private static INDArray like(INDArray array) {
    INDArray flat = Nd4j.rand(DataType.FLOAT, array.length());
    return Nd4j.create(
        flat.data(), array.shape(), array.stride(), 0, array.ordering(), DataType.FLOAT);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void scalesEverySampleByItsOwnNumber(INDArray x) {
    float[] w = weights(x);
    INDArray to = like(x);
    INDArray before = to.dup();
    INDArray product =
        Broadcast.mul(x.dup('c'), Nd4j.createFromArray(w), Nd4j.create(x.shape()), 0);
    SampleRuns runs = SampleRuns.of(x).orElseThrow();
    runs.scale(w, x, to, true);
    assertThat(to.equalsWithEps(before.add(product), 1e-6)).isTrue();
    runs.scale(w, x, to, false);
    assertThat(to.equalsWithEps(product, 1e-6)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void sumsTheProductsOfEverySample(INDArray x) {
    INDArray y = like(x);
    assertThat(SampleRuns.sameLayout(x, y)).isTrue();
    int rows = (int) x.size(0);
    INDArray expected =
        x.dup('c').mul(y.dup('c')).reshape('c', rows, -1).castTo(DataType.DOUBLE).sum(1);
    SampleRuns runs = SampleRuns.of(x).orElseThrow();
    assertThat(Nd4j.createFromArray(runs.dot(x, y)).equalsWithEps(expected, 1e-5)).isTrue();
    if (x.rank() == 2) {
      INDArray other = y.dup(x.ordering() == 'c' ? 'f' : 'c');
      assertThat(Nd4j.createFromArray(runs.dotTransposed(x, other)).equalsWithEps(expected, 1e-5))
          .isTrue();
    }
  }

  @Test
  void leavesToNd4jWhatHasGapsOrIsNoFloat() {
    INDArray gaps =
        Nd4j.rand(DataType.FLOAT, 4, 6).get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3));
    assertThat(SampleRuns.of(gaps)).isEmpty();
    assertThat(SampleRuns.of(Nd4j.rand(DataType.DOUBLE, 4, 6))).isEmpty();
    INDArray c = Nd4j.rand(DataType.FLOAT, 4, 6);
    assertThat(SampleRuns.sameLayout(c, c.dup('f'))).isFalse();
    assertThat(SampleRuns.sameLayout(c, Nd4j.rand(DataType.FLOAT, 4, 5))).isFalse();
  }
}
