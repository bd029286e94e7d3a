package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jrouting.fixture.RandomNumbers;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs where the JVM has the Vector API: in the executions of the tests that are called after it.
 */
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

    /** In pieces of A that lie in another order than those of B, if there is more than one. */
    float[] of(float[] start, int startLeading, boolean rectified, int pieces) {
      float[] result = c.clone();
      int each = k / pieces;
      int[] begins = new int[pieces];
      Arrays.setAll(begins, i -> (pieces - 1 - i) * each * lda);
      VectorProducts.multiply(
          m,
          n,
          each,
          a,
          0,
          begins,
          pieces,
          lda,
          b,
          0,
          ldb,
          start,
          0,
          startLeading,
          result,
          0,
          ldc,
          rectified,
          new float[VectorProducts.TILE]);
      return result;
    }

    /** As {@link #of} has pieces. */
    double sum(int row, int column, int pieces) {
      int each = k / pieces;
      double sum = 0;
      for (int p = 0; p < k; p++) {
        int from = (pieces - 1 - p / each) * each + p % each;
        sum += (double) a[from * lda + row] * b[column * ldb + p];
      }
      return sum;
    }

    Offset<Float> close() {
      return Offset.offset((float) (1e-5 * k + 1e-6));
    }
  }

  /** The sum of the column's number and that of the row in its tile. */
  private static float[] perColumn(int n) {
    float[] start = new float[n * VectorProducts.HEIGHT];
    for (int i = 0; i < start.length; i++) {
      start[i] = i / VectorProducts.HEIGHT + i % VectorProducts.HEIGHT;
    }
    return start;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 23, 64})
  void productsOfAnyNumberOfColumnsAreThoseOfLoops(int n) {
    for (int m : new int[] {1, 7, 8, 9, 16, 23, 31, 32, 33, 48, 49, 64, 65, 100, 200}) {
      for (int k : new int[] {1, 2, 3, 4, 5, 48}) {
        Product product = new Product(m, n, k);
        equalsLoops(product, product.of(perColumn(n), VectorProducts.HEIGHT, false, 1), 1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 12})
  void piecesAreSummed(int pieces) {
    for (int m : new int[] {20, 64, 150}) {
      Product product = new Product(m, 7, 12);
      equalsLoops(product, product.of(perColumn(7), VectorProducts.HEIGHT, false, pieces), pieces);
    }
  }

  private static void equalsLoops(Product product, float[] result, int pieces) {
    for (int index = 0; index < product.ldc * product.n; index++) {
      int row = index % product.ldc;
      int column = index / product.ldc;
      if (row >= product.m) {
        assertThat(result[index]).as("beside C").isEqualTo(product.c[index]);
      } else {
        assertThat(result[index])
            .as("%s x %s x %s, number %s", product.m, product.n, product.k, index)
            .isCloseTo(
                (float) (column + row % VectorProducts.HEIGHT + product.sum(row, column, pieces)),
                product.close());
      }
    }
  }

  @Test
  void oneStartServesAllColumnsAndNegativeResultsBecomeZero() {
    Product product = new Product(70, 9, 20);
    float[] start = new float[VectorProducts.HEIGHT];
    for (int i = 0; i < start.length; i++) {
      start[i] = i;
    }
    float[] result = product.of(start, 0, true, 2);
    for (int column = 0; column < 9; column++) {
      for (int row = 0; row < 70; row++) {
        double expected = row % VectorProducts.HEIGHT + product.sum(row, column, 2);
        assertThat(result[column * product.ldc + row])
            .isCloseTo((float) Math.max(0, expected), product.close());
      }
    }
  }

  @Test
  void nanStaysNan() {
    Product product = new Product(40, 5, 8);
    product.b[0] = Float.NaN;
    float[] result = product.of(perColumn(5), VectorProducts.HEIGHT, true, 1);
    for (int row = 0; row < 40; row++) {
      assertThat(result[row]).isNaN();
      assertThat(result[product.ldc + row]).isNotNaN();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 100})
  void arraysAreAddedAndNegativeSumsBecomeZero(int n) {
    float[] x = RandomNumbers.gaussian(new Random(n), n + 2);
    float[] y = RandomNumbers.gaussian(new Random(n + 1), n + 3);
    float[] z = new float[n + 2];
    VectorProducts.add(x, 1, y, 2, z, 1, n, true);
    for (int i = 0; i < n; i++) {
      assertThat(z[i + 1]).isEqualTo(Math.max(x[i + 1] + y[i + 2], 0));
    }
    VectorProducts.add(x, 1, y, 2, z, 1, n, false);
    for (int i = 0; i < n; i++) {
      assertThat(z[i + 1]).isEqualTo(x[i + 1] + y[i + 2]);
    }
    assertThat(z[0]).isZero();
    assertThat(z[n + 1]).isZero();
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
    VectorProducts.alongRows(rows, outputs, k, w, 0, x, 0, y, new float[VectorProducts.TILE]);
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
    float[] tile = new float[VectorProducts.TILE];
    assertThat(VectorProducts.absoluteSum(x, 1, n, tile)).isCloseTo((float) absolute, close);
    assertThat(VectorProducts.squareSum(x, 1, n, tile)).isCloseTo((float) squares, close);
  }
}
