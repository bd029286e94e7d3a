package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxTest {
  private static final float SMALLEST_NORMAL = Float.MIN_NORMAL;

  @Test
  void theExponentialIsThatOfDoublesToTheLastBitsOfAFloat() {
    for (float x = 0; x > -87.33f; x -= 0.000_37f) {
      double exact = Math.exp(x);
      assertThat(Math.abs(Softmax.exp(x) / exact - 1)).as("exp(%s)", x).isLessThan(2e-7);
    }
    assertThat(Softmax.exp(0)).isEqualTo(1);
    assertThat(Softmax.exp(-0f)).isEqualTo(1);
  }

  @Test
  void noNumberIsDenormal() {
    for (float x = -87; x > -200; x -= 0.001f) {
      assertThat(Softmax.exp(x)).as("exp(%s)", x).matches(e -> e == 0 || e >= SMALLEST_NORMAL);
    }
    assertThat(Softmax.exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Softmax.exp(-Float.MAX_VALUE)).isZero();
    assertThat(Softmax.exp(Float.NaN)).isNaN();
  }

  @Test
  void rowsAreProbabilities() {
    float[] x = {1, 2, 3, -1000, 0, 88, 500, 500, -500, 3, 3, 3};
    Softmax.rows(x, 3, 4);
    assertThat(x).containsExactly(x[0], x[1], x[2], 0, 0, 0, 0.5f, 0.5f, 0, x[9], x[9], x[9]);
    assertThat(x[0] + x[1] + x[2]).isCloseTo(1, within(1e-6f));
    assertThat(x[2] / x[1]).isCloseTo((float) Math.E, within(1e-6f));
    assertThat(x[9]).isCloseTo(1 / 3f, within(1e-7f));
  }

  @ParameterizedTest(name = "{0} rows, {1} columns")
  @CsvSource({"1, 1", "5, 16", "3, 37", "7, 64", "60, 33", "2, 15"})
  void columnsAreProbabilities(int rows, int columns) {
    Random random = new Random(rows + columns);
    int from = 3;
    float[] x = new float[from + rows * columns + 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian() * 30 + (random.nextInt(9) == 0 ? 500 : 0);
    }
    int undefined = random.nextInt(columns);
    x[from + random.nextInt(rows) * columns + undefined] = Float.NaN;
    float[] expected = x.clone();
    for (int c = 0; c < columns; c++) {
      double largest = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        largest = Math.max(largest, x[from + r * columns + c]);
      }
      for (int r = 0; r < rows; r++) {
        sum += Math.exp(x[from + r * columns + c] - largest);
      }
      for (int r = 0; r < rows; r++) {
        int at = from + r * columns + c;
        expected[at] = (float) (Math.exp(x[at] - largest) / sum);
      }
    }

    Softmax.columns(x, from, rows, columns, new float[columns], new float[columns]);

    for (int i = 0; i < x.length; i++) {
      boolean touched = i >= from && i < from + rows * columns;
      if (touched && (i - from) % columns == undefined) {
        assertThat(x[i]).as("number %d", i).isNaN();
      } else {
        assertThat(x[i]).as("number %d", i).isCloseTo(expected[i], within(touched ? 5e-7f : 0));
      }
    }
  }
}
