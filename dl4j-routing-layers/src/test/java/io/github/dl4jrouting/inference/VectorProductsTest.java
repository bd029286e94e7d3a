package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jrouting.fixture.RandomNumbers;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs where the JVM has the Vector API, as in the profile "slow" it has. */
class VectorProductsTest {
  private static final int MARGIN = 3;

  @BeforeEach
  void onlyWithTheVectorApi() {
    assumeTrue(RoutedInference.usesVectorApi());
  }

  private static final class Product {
    final int m;
    final int n;
    final int k;
    final int lda;
    final int ldb;
    final int ldc;
    final float[] a;
    final float[] b;
    final float[] c;

    Product(int m, int n, int k) {
      this.m = m;
      this.n = n;
      this.k = k;
      Random random = new Random(m * 31L + n * 7L + k);
      lda = m + MARGIN;
      ldb = k + MARGIN;
      ldc = m + MARGIN;
      a = RandomNumbers.gaussian(random, lda * k + VectorApi.BEHIND);
      b = RandomNumbers.gaussian(random, ldb * n);
      c = RandomNumbers.gaussian(random, ldc * n + VectorApi.BEHIND);
    }

    float[] added(float[] start, int startLeading, boolean rectified) {
      float[] result = c.clone();
      VectorProducts.multiply(
          m,
          n,
          k,
          a,
          0,
          new int[] {0},
          1,
          lda,
          b,
          0,
          ldb,
          start == c ? result : start,
          0,
          startLeading,
          result,
          0,
          ldc,
          rectified,
          new float[VectorProducts.TILE]);
      return result;
    }

    double sum(int row, int column) {
      double sum = 0;
      for (int p = 0; p < k; p++) {
        sum += (double) a[p * lda + row] * b[column * ldb + p];
      }
      return sum;
    }

    Offset<Float> close() {
      return Offset.offset((float) (1e-5 * k + 1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 23, 64})
  void productsOfAnyNumberOfColumnsAreAdded(int n) {
    for (int m : new int[] {1, 7, 16, 31, 32, 33, 100}) {
      for (int k : new int[] {1, 2, 3, 4, 5, 48}) {
        Product product = new Product(m, n, k);
        float[] result = product.added(product.c, product.ldc, false);
        for (int index = 0; index < product.ldc * n; index++) {
          int row = index % product.ldc;
          float before = product.c[index];
          if (row >= m) {
            assertThat(result[index]).as("beside C").isEqualTo(before);
          } else {
            assertThat(result[index])
                .as("%s x %s x %s, number %s", m, n, k, index)
                .isCloseTo(before + (float) product.sum(row, index / product.ldc), product.close());
          }
        }
      }
    }
  }

  @Test
  void sumsBeginWithWhatEachColumnIsGiven() {
    Product product = new Product(70, 9, 20);
    float[] start = new float[9 * VectorProducts.HEIGHT];
    for (int i = 0; i < start.length; i++) {
      start[i] = i / VectorProducts.HEIGHT;
    }
    float[] result = product.added(start, VectorProducts.HEIGHT, true);
    for (int column = 0; column < 9; column++) {
      for (int row = 0; row < 70; row++) {
        assertThat(result[column * product.ldc + row])
            .isCloseTo((float) Math.max(0, column + product.sum(row, column)), product.close());
      }
    }
  }

  @Test
  void piecesAreSummed() {
    Product product = new Product(80, 7, 12);
    float[] result = new float[product.c.length];
    int[] pieces = {0, 8 * product.lda, 4 * product.lda};
    VectorProducts.multiply(
        80,
        7,
        4,
        product.a,
        0,
        pieces,
        3,
        product.lda,
        product.b,
        0,
        product.ldb,
        result,
        0,
        product.ldc,
        result,
        0,
        product.ldc,
        false,
        new float[VectorProducts.TILE]);
    for (int column = 0; column < 7; column++) {
      for (int row = 0; row < 80; row++) {
        double expected = 0;
        for (int p = 0; p < 12; p++) {
          int from = pieces[p / 4] + p % 4 * product.lda + row;
          expected += (double) product.a[from] * product.b[column * product.ldb + p];
        }
        assertThat(result[column * product.ldc + row]).isCloseTo((float) expected, product.close());
      }
    }
  }

  @Test
  void nanStaysNan() {
    Product product = new Product(40, 5, 8);
    product.b[0] = Float.NaN;
    float[] result = product.added(product.c, product.ldc, true);
    for (int row = 0; row < 40; row++) {
      assertThat(result[row]).isNaN();
      assertThat(result[product.ldc + row]).isNotNaN();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16, 31, 32, 33, 500})
  void sumsAlongRowsAreThoseOfLoops(int k) {
    Random random = new Random(k);
    int rows = 7;
    int outputs = 6;
    float[] w = RandomNumbers.gaussian(random, outputs * k);
    float[] x = RandomNumbers.gaussian(random, rows * k);
    float[] y = new float[rows * outputs];
    VectorProducts.alongRows(rows, outputs, k, w, 0, x, 0, y);
    for (int i = 0; i < y.length; i++) {
      double expected = 0;
      for (int p = 0; p < k; p++) {
        expected += (double) w[i % outputs * k + p] * x[i / outputs * k + p];
      }
      assertThat(y[i]).isCloseTo((float) expected, Offset.offset((float) (1e-5 * k + 1e-6)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 500})
  void sumsAreThoseOfLoops(int n) {
    float[] x = RandomNumbers.gaussian(new Random(n), n + 2);
    double absolute = 0;
    double squares = 0;
    for (int i = 1; i <= n; i++) {
      absolute += Math.abs(x[i]);
      squares += (double) x[i] * x[i];
    }
    Offset<Float> close = Offset.offset(1e-5f * n);
    assertThat(VectorProducts.absoluteSum(x, 1, n)).isCloseTo((float) absolute, close);
    assertThat(VectorProducts.squareSum(x, 1, n)).isCloseTo((float) squares, close);
  }
}
