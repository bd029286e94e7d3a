package io.github.dl4jrouting.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.fixture.RandomNumbers;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductsTest {

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] transposed = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = values[i * columns + j];
      }
    }
    return transposed;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "20, 576, 25", "50, 64, 500", "500, 64, 50", "7, 3001, 13"})
  void eachGivesTheProduct(int m, int n, int k) {
    Random random = new Random(m);
    float[] a = RandomNumbers.gaussian(random, m * k);
    float[] b = RandomNumbers.gaussian(random, k * n);
    float[] before = RandomNumbers.gaussian(random, m * n);
    try (FloatPointer left = new FloatPointer(a);
        FloatPointer right = new FloatPointer(b);
        FloatPointer leftTransposed = new FloatPointer(transposed(a, m, k));
        FloatPointer rightTransposed = new FloatPointer(transposed(b, k, n));
        FloatPointer plain = new FloatPointer(before);
        FloatPointer second = new FloatPointer(before);
        FloatPointer first = new FloatPointer(before)) {
      Products.multiply(m, n, k, left, right, 1, plain);
      Products.multiplySecondTransposed(m, n, k, left, rightTransposed, 1, second);
      Products.multiplyFirstTransposed(m, n, k, leftTransposed, right, first);
      Offset<Double> close = Offset.offset(1e-5 * k + 1e-6);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double product = 0;
          for (int l = 0; l < k; l++) {
            product += (double) a[i * k + l] * b[l * n + j];
          }
          int at = i * n + j;
          assertThat((double) plain.get(at)).isCloseTo(before[at] + product, close);
          assertThat((double) second.get(at)).isCloseTo(before[at] + product, close);
          assertThat((double) first.get(at)).isCloseTo(product, close);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "50, 64, 500", "16, 1024, 144", "64, 196, 576", "1, 10000000, 1"})
  void aPieceStaysOnTheCallingThread(int m, int n, int k) {
    int[] piece = Products.piece(m, n, k);
    assertThat((long) piece[0] * piece[1] * piece[2])
        .isPositive()
        .isLessThanOrEqualTo(Products.ALONE);
  }
}
