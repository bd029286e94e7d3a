package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class ExponentialsTest {

  static List<IActivation> functions() {
    return List.of(
        new ActivationELU(),
        new ActivationELU(0.3),
        new ActivationSELU(),
        new ActivationGELU(),
        new ActivationGELU(true),
        new ActivationMish(),
        new ActivationRationalTanh(),
        new ActivationRectifiedTanh(),
        new ActivationThresholdedReLU(),
        new ActivationThresholdedReLU(-0.5));
  }

  /** Small and large ones of both signs, and 0. */
  private static float[] numbers() {
    float[] x = new float[2001];
    for (int i = 0; i < x.length; i++) {
      double power = Math.abs(i - 1000) / 100.0 - 6;
      x[i] = (float) (Math.signum(i - 1000) * Math.pow(10, power / 2));
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("functions")
  void areThoseOfNd4j(IActivation activation) {
    float[] x = numbers();
    double[] exact =
        activation
            .getActivation(Nd4j.createFromArray(x).castTo(DataType.DOUBLE), false)
            .toDoubleVector();
    float[] y = x.clone();
    Pointwise.of(activation).orElseThrow().apply(y, y.length);
    for (int i = 0; i < y.length; i++) {
      // A float of x may be off by 6e-8 of it, which σ and its like multiply where x is large.
      double tolerance = 3e-6 * Math.max(Math.abs(exact[i]), 1e-4);
      assertThat((double) y[i])
          .as("%s of %s", activation, x[i])
          .isCloseTo(exact[i], within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void haveLimitsAndPassNotANumberOn(IActivation activation) {
    float[] x = {Float.NaN, 1e30f, -1e30f, Float.POSITIVE_INFINITY};
    double[] exact =
        activation
            .getActivation(Nd4j.createFromArray(x).castTo(DataType.DOUBLE), false)
            .toDoubleVector();
    Pointwise.of(activation).orElseThrow().apply(x, x.length);
    for (int i = 1; i < x.length; i++) {
      float limit = (float) exact[i];
      if (Float.isInfinite(limit)) {
        assertThat(x[i]).as("%d of %s", i, activation).isEqualTo(limit);
      } else {
        assertThat(x[i]).as("%d of %s", i, activation).isCloseTo(limit, withinPercentage(1e-4));
      }
    }
    if (!(activation instanceof ActivationThresholdedReLU)) {
      assertThat(x[0]).isNaN();
    }
  }

  @Test
  void theExponentialLess1KeepsItsDigits() {
    for (float number : new float[] {1e-20f, 1e-5f, 0.1f, 0.35f, 1, 5, 9, 17, 40}) {
      float[] x = {-number, number};
      Exponentials.elu(x, 2, 1, 1);
      double exact = Math.expm1(-number);
      assertThat((double) x[0]).isCloseTo(exact, within(1e-6 * Math.abs(exact)));
      assertThat(x[1]).isEqualTo(number);
    }
  }

  @Test
  void othersAreLeftToDl4j() {
    assertThat(Pointwise.of(new ActivationRReLU())).isEmpty();
    assertThat(Pointwise.of(new ActivationReLU(6.0, 0.1, 0.2))).isEmpty();
  }
}
