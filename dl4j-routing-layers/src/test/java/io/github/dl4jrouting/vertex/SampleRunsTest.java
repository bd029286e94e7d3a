package io.github.dl4jrouting.vertex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        Nd4j.rand(DataType.FLOAT, 3, 35),
        Nd4j.rand(DataType.FLOAT, 3, 35).dup('f'),
        Nd4j.rand(DataType.FLOAT, 7, 5).transpose(),
        Nd4j.rand(DataType.FLOAT, 1, 40),
        Nd4j.rand(DataType.FLOAT, 4, 3, 5, 6),
        Nd4j.rand(DataType.FLOAT, 4, 3, 5, 6).dup('f'),
        Nd4j.rand(DataType.FLOAT, 3, 4, 5, 6).permute(1, 0, 2, 3), // DL4J's convolutions
        Nd4j.rand(DataType.FLOAT, 3, 4, 2, 1).permute(1, 0, 2, 3),
        Nd4j.rand(DataType.FLOAT, 4, 3, 5, 6).permute(0, 2, 3, 1), // channels last
        Nd4j.rand(DataType.FLOAT, 6, 5, 7).get(NDArrayIndex.interval(1, 4)));
  }

  private static double[] weights(INDArray array, double... repeated) {
    double[] weights = new double[(int) array.size(0)];
    Arrays.setAll(weights, n -> repeated[n % repeated.length]);
    return weights;
  }

  private static INDArray like(INDArray array) {
    INDArray flat = Nd4j.rand(DataType.FLOAT, array.length());
    return Nd4j.create(
        flat.data(), array.shape(), array.stride(), 0, array.ordering(), DataType.FLOAT);
  }

  private static INDArray scaled(INDArray x, double[] weights) {
    return Broadcast.mul(
        x.dup('c'),
        Nd4j.createFromArray(weights).castTo(DataType.FLOAT),
        Nd4j.create(x.shape()),
        0);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void addsUpArraysOfWhichEverySampleHasItsOwnShares(INDArray x) {
    INDArray y = like(x);
    INDArray to = like(x);
    double[] ofX = weights(x, 1, 0, -0.75, 0);
    double[] ofY = weights(x, 0.5, 1, 2, 0);
    SampleRuns runs = SampleRuns.of(x).orElseThrow();
    runs.combine(List.of(ofX, ofY), List.of(x, y), to);
    assertThat(to.equalsWithEps(scaled(x, ofX).add(scaled(y, ofY)), 1e-6)).isTrue();
    runs.combine(List.of(ofX), List.of(x), to);
    assertThat(to.equalsWithEps(scaled(x, ofX), 1e-6)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void goesBackToAPathAndItsWeightsInOnePass(INDArray above) {
    INDArray path = like(above);
    assertThat(SampleRuns.sameLayout(above, path)).isTrue();
    goesBack(above, path);
    if (above.rank() == 2) {
      goesBack(above, path.dup(path.ordering() == 'c' ? 'f' : 'c'));
    }
  }

  private static void goesBack(INDArray above, INDArray path) {
    int rows = (int) above.size(0);
    INDArray expected =
        above.dup('c').mul(path.dup('c')).reshape('c', rows, -1).castTo(DataType.DOUBLE).sum(1);
    double[] w = weights(above, 1, 0, -0.75);
    INDArray to = like(above);
    assertThat(SampleRuns.isReadable(above, path)).isTrue();
    double[] sums = SampleRuns.of(above).orElseThrow().backward(w, above, path, to);
    assertThat(Nd4j.createFromArray(sums).equalsWithEps(expected, 1e-5)).isTrue();
    assertThat(to.equalsWithEps(scaled(above, w), 1e-6)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(chars = {'c', 'f'})
  void whatCountsForNothingMayBeNoNumber(char order) {
    for (float none : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      INDArray x = Nd4j.ones(DataType.FLOAT, 3, 35).dup(order);
      INDArray y = x.dup(order);
      y.getRow(1).assign(none);
      INDArray to = x.ulike();
      double[] ofX = {0, 1, 0};
      double[] ofY = {1, 0, 0};
      SampleRuns runs = SampleRuns.of(x).orElseThrow();
      runs.combine(List.of(ofX, ofY), List.of(x, y), to);
      assertThat(to.sum(1).toDoubleVector()).containsExactly(35, 35, 0);
      runs.backward(ofY, y, x, to);
      assertThat(to.sum(1).toDoubleVector()).containsExactly(35, 0, 0);
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
