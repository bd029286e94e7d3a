package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.fixture.RandomNumbers;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way to multiply, whichever of them this machine's OpenBLAS makes the engine take. */
class OpenBlasTest {
  private static final int MARGIN = 3;

  private static Lane.Address at(NativeMemory memory) {
    return new Lane.Address().to(memory.address(0));
  }

  private static NativeMemory outside(float[] values) {
    NativeMemory memory = new NativeMemory(values.length);
    memory.buffer().put(0, values);
    return memory;
  }

  private static void equalsLoops(OpenBlas.Way way, int m, int n, int k, float beta) {
    Random random = new Random(m * 31L + n * 7L + k);
    int lda = m + MARGIN;
    int ldb = k + MARGIN;
    int ldc = m + MARGIN;
    float[] a = RandomNumbers.gaussian(random, lda * k);
    float[] b = RandomNumbers.gaussian(random, ldb * n);
    float[] c = RandomNumbers.gaussian(random, ldc * n);
    if (beta == 0) {
      c[0] = Float.NaN; // what lay there before does not matter
    }
    NativeMemory left = outside(a);
    NativeMemory right = outside(b);
    NativeMemory out = outside(c);
    way.multiply(m, n, k, at(left), lda, at(right), ldb, beta, at(out), ldc);
    Reference.reachabilityFence(left);
    Reference.reachabilityFence(right);
    Offset<Float> close = Offset.offset((float) (1e-5 * k + 1e-6));
    for (int column = 0; column < n; column++) {
      for (int row = 0; row < ldc; row++) {
        int index = column * ldc + row;
        if (row >= m) {
          assertThat(out.buffer().get(index)).as("beside C").isEqualTo(c[index]);
          continue;
        }
        double expected = beta == 0 ? 0 : beta * c[index];
        for (int i = 0; i < k; i++) {
          expected += (double) a[i * lda + row] * b[column * ldb + i];
        }
        assertThat(out.buffer().get(index))
            .as("row %s, column %s", row, column)
            .isCloseTo((float) expected, close);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, 128",
    "64, 3, 300",
    "7, 15, 9",
    "1, 1, 1",
    "1300, 2, 40",
    "64, 60, 513",
    "96, 50, 700"
  })
  void eachWayGivesTheProduct(int m, int n, int k) {
    for (float beta : new float[] {0, 1}) {
      equalsLoops(OpenBlas::product, m, n, k, beta);
      equalsLoops(OpenBlas::byVector, m, n, k, beta);
      equalsLoops(OpenBlas::byPieces, m, n, k, beta);
      equalsLoops(OpenBlas::multiply, m, n, k, beta);
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 64", "16, 5, 3000", "1, 2, 20000", "3, 40, 100", "9, 17, 401"})
  void eachWayGivesTheTransposedProduct(int m, int n, int k) {
    Random random = new Random(k);
    float[] a = RandomNumbers.gaussian(random, k * m);
    float[] b = RandomNumbers.gaussian(random, k * n);
    int ldc = m + MARGIN;
    float[] before = new float[ldc * n];
    Arrays.fill(before, Float.NaN);
    NativeMemory left = outside(a);
    NativeMemory right = outside(b);
    NativeMemory one = outside(before);
    NativeMemory other = outside(before);
    OpenBlas.byVectorTransposed(m, n, k, at(left), at(right), at(one), ldc);
    OpenBlas.multiplyTransposed(m, n, k, at(left), at(right), at(other), ldc);
    Reference.reachabilityFence(left);
    Reference.reachabilityFence(right);
    Offset<Float> close = Offset.offset((float) (1e-5 * k));
    for (int column = 0; column < n; column++) {
      for (int row = 0; row < m; row++) {
        double expected = 0;
        for (int i = 0; i < k; i++) {
          expected += (double) a[row * k + i] * b[column * k + i];
        }
        assertThat(one.buffer().get(column * ldc + row)).isCloseTo((float) expected, close);
        assertThat(other.buffer().get(column * ldc + row)).isCloseTo((float) expected, close);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 512", "64, 20", "1200, 256", "144, 26", "1, 1", "40000, 3"})
  void aPackedPieceStaysOnTheCallingThread(int m, int k) {
    int columns = OpenBlas.columns(m, k, true);
    assertThat(columns % 4).isZero();
    assertThat(columns).isPositive();
    assertThat((long) Math.min(m, 128) * columns * 64).isLessThanOrEqualTo(OpenBlas.ALONE);
  }

  @ParameterizedTest
  @CsvSource({"64, 512", "64, 20", "1200, 256", "144, 26", "1, 1", "40000, 3"})
  void aPieceThatIsNotPackedIsSmall(int m, int k) {
    int columns = OpenBlas.columns(m, k, false);
    assertThat(columns % 4 == 0 || columns <= 4).isTrue();
    assertThat((long) m * columns * k).isPositive().isLessThanOrEqualTo(1_000_000);
  }
}
