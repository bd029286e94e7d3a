package io.github.dl4jrouting.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OutputDifferenceTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static double[] numbers(double... values) {
    return values;
  }

  @Test
  void isRelativeToTheLargestFiniteNumberExpected() {
    assertThat(OutputDifference.of(numbers(-10, 1, 2), numbers(-10, 1.5, 1)))
        .isCloseTo(0.1, within(1e-12));
    assertThat(OutputDifference.of(numbers(10, INF, 2), numbers(10, INF, 1)))
        .isCloseTo(0.1, within(1e-12));
    assertThat(OutputDifference.of(numbers(0, 0), numbers(0, -0.0))).isZero();
    assertThat(OutputDifference.of(numbers(0, 0), numbers(0, 1e-9))).isInfinite();
  }

  @Test
  void whatIsNotFiniteMustBeTheSame() {
    assertThat(OutputDifference.of(numbers(1, Double.NaN), numbers(1, Double.NaN))).isZero();
    assertThat(OutputDifference.of(numbers(1, -INF), numbers(1, -INF))).isZero();
    for (double[] found : new double[][] {{1, 2}, {1, INF}, {Double.NaN, -INF}, {1, Double.NaN}}) {
      assertThat(OutputDifference.of(numbers(1, -INF), found)).isInfinite();
      assertThat(OutputDifference.of(found, numbers(1, -INF))).isInfinite();
    }
  }

  @Test
  void readsArraysInTheirOwnOrder() {
    INDArray x = Nd4j.arange(6).castTo(DataType.FLOAT).reshape(2, 3);
    INDArray y = x.dup('f');
    assertThat(OutputDifference.of(x, y)).isZero();
    y.putScalar(1, 0, 4);
    assertThat(OutputDifference.of(x, y)).isCloseTo(0.2, within(1e-7));
    assertThat(OutputDifference.of(x, x.reshape(3, 2))).isInfinite();
    assertThat(OutputDifference.of(new INDArray[] {x, x}, new INDArray[] {x, y}))
        .isCloseTo(0.2, within(1e-7));
  }
}
