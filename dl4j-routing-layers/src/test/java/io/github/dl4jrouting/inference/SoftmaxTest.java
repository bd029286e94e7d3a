package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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
}
