package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSwish;

/**
 * Functions against those in double precision, at numbers of all sizes and arrays of all lengths.
 */
class PointwiseTest {
  private static final float SMALLEST_NORMAL = Float.MIN_NORMAL;

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void sigmoidIsCloseAlsoWhereItIsSmall() {
    assertClose(new ActivationSigmoid(), PointwiseTest::sigmoid, 3e-7);
    assertClose(new ActivationSwish(), x -> x * sigmoid(x), 4e-7);
    float[] limits = limits(new ActivationSigmoid());
    assertThat(limits).containsExactly(1, 0, 1, 0, Float.NaN, 0.5f, 0.5f);
  }

  @Test
  void leakyReluIsWhatItSays() {
    for (double alpha : new double[] {0, 0.01, 1, 1.5, -0.5}) {
      assertClose(new ActivationLReLU(alpha), x -> x < 0 ? alpha * x : x, 1e-7);
    }
    assertThat(limits(new ActivationLReLU(0))[0]).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(limits(new ActivationLReLU(0.5)))
        .containsExactly(
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MAX_VALUE,
            -0.5f * Float.MAX_VALUE,
            Float.NaN,
            0,
            -0f);
  }

  /** In the first vector of an array, and behind whole vectors. */
  private static float[] limits(IActivation activation) {
    float[] numbers = {
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.NaN,
      0,
      -0f
    };
    float[] alone = numbers.clone();
    Pointwise.of(activation).orElseThrow().apply(alone, alone.length);
    float[] several = new float[64];
    System.arraycopy(numbers, 0, several, 0, numbers.length);
    Pointwise.of(activation).orElseThrow().apply(several, several.length);
    assertThat(java.util.Arrays.copyOf(several, numbers.length)).isEqualTo(alone);
    return alone;
  }

  private static void assertClose(
      IActivation activation, DoubleUnaryOperator exact, double tolerance) {
    Pointwise function = Pointwise.of(activation).orElseThrow();
    for (int length = 1; length < 40; length++) {
      float[] x = new float[length + 3];
      for (float start = -95; start < 95; start += 0.37f * length) {
        for (int j = 0; j < x.length; j++) {
          x[j] = start + 0.37f * j;
        }
        float[] y = x.clone();
        function.apply(y, length);
        for (int j = 0; j < length; j++) {
          double expected = exact.applyAsDouble(x[j]);
          double allowed = Math.max(tolerance * Math.abs(expected), 100 * SMALLEST_NORMAL);
          assertThat(Math.abs(y[j] - expected))
              .as("%s of %s, number %s of %s", activation, x[j], j, length)
              .isLessThanOrEqualTo(allowed);
        }
        for (int j = length; j < x.length; j++) {
          assertThat(y[j]).isEqualTo(x[j]);
        }
      }
    }
  }
}
