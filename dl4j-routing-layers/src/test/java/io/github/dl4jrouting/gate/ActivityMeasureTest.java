package io.github.dl4jrouting.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.input.InputLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Measures against plain Java, and their gradients against finite differences. */
class ActivityMeasureTest {
  private static final double[][] X = {
    {1, -2, 0, 0.5}, {0, 0, 0, 0}, {-3, -3, -3, -3}, {0.1, 0.7, -0.2, 0.4}
  };
  private static final double[][] WEIGHTS = {
    {1, 0, 1, 1}, {1, 1, 1, 1}, {0, 0, 0, 1}, {1, 1, 0, 1}
  };

  private static double reference(ActivityMeasure measure, double[] x) {
    double d = Math.max(1, x.length);
    double mean = Arrays.stream(x).sum() / d;
    return switch (measure) {
      case MEAN_ABS -> Arrays.stream(x).map(Math::abs).sum() / d;
      case RMS -> Math.sqrt(Arrays.stream(x).map(v -> v * v).sum() / d);
      case MAX_ABS -> Arrays.stream(x).map(Math::abs).max().orElse(0);
      case NONZERO_FRACTION -> Arrays.stream(x).filter(v -> v != 0).count() / d;
      case STANDARD_DEVIATION ->
          Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / d);
    };
  }

  private static double[] kept(double[] x, double[] weights) {
    return java.util.stream.IntStream.range(0, x.length)
        .filter(i -> weights[i] != 0)
        .mapToDouble(i -> x[i])
        .toArray();
  }

  @ParameterizedTest
  @EnumSource(ActivityMeasure.class)
  void measuresFollowTheirDefinitions(ActivityMeasure measure) {
    INDArray all = measure.of(Nd4j.createFromArray(X), null);
    INDArray some = measure.of(Nd4j.createFromArray(X), Nd4j.createFromArray(WEIGHTS));
    assertThat(all.shape()).containsExactly(4, 1);
    for (int n = 0; n < X.length; n++) {
      assertThat(all.getDouble(n)).isEqualTo(reference(measure, X[n]), within(1e-12));
      assertThat(some.getDouble(n))
          .isEqualTo(reference(measure, kept(X[n], WEIGHTS[n])), within(1e-12));
    }
  }

  @ParameterizedTest
  @EnumSource(ActivityMeasure.class)
  void aSampleOfWhichNothingCountsHasNoActivity(ActivityMeasure measure) {
    INDArray x = Nd4j.createFromArray(X);
    assertThat(measure.of(x, Nd4j.zerosLike(x)).toDoubleVector()).containsOnly(0);
    assertThat(measure.gradient(x, Nd4j.zerosLike(x)).isNaN().any()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(ActivityMeasure.class)
  void anAllZeroSampleHasAGradientThatIsANumber(ActivityMeasure measure) {
    INDArray gradient = measure.gradient(Nd4j.zeros(DataType.DOUBLE, 2, 3), null);
    assertThat(gradient.isNaN().any() || gradient.isInfinite().any()).isFalse();
    INDArray floats = measure.gradient(Nd4j.zeros(DataType.FLOAT, 2, 3), null);
    assertThat(floats.isNaN().any() || floats.isInfinite().any()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(ActivityMeasure.class)
  void gradientsAgreeWithFiniteDifferences(ActivityMeasure measure) {
    double[][] smooth = {{1, -2, 0.3, 0.5}, {0.1, 0.7, -0.2, 0.4}};
    double[][] weights = {{1, 0, 1, 1}, {1, 1, 1, 0}};
    for (double[][] w : new double[][][] {null, weights}) {
      INDArray weightArray = w == null ? null : Nd4j.createFromArray(w);
      INDArray x = Nd4j.createFromArray(smooth);
      INDArray before = x.dup();
      INDArray analytic = measure.gradient(x, weightArray);
      assertThat(x).isEqualTo(before);
      for (int n = 0; n < 2; n++) {
        for (int d = 0; d < 4; d++) {
          double h = 1e-6;
          x.putScalar(n, d, smooth[n][d] + h);
          double up = measure.of(x, weightArray).getDouble(n);
          x.putScalar(n, d, smooth[n][d] - h);
          double down = measure.of(x, weightArray).getDouble(n);
          x.putScalar(n, d, smooth[n][d]);
          assertThat(analytic.getDouble(n, d)).isEqualTo((up - down) / (2 * h), within(1e-7));
        }
      }
    }
  }

  /** A gate asks its measure whether a sample is sound, so none may swallow a NaN. */
  @Test
  void measuresOfNotANumberAreNotANumber() {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      INDArray x =
          Nd4j.createFromArray(
                  new double[][] {{Double.NaN, 1, 2}, {0.1, 0.2, 0.7}, {3, 1, Double.NaN}})
              .castTo(type);
      for (ActivityMeasure measure : ActivityMeasure.values()) {
        assertNaN(measure.name(), measure.of(x, null));
        assertNaN(measure.name() + " weighted", measure.of(x, Nd4j.onesLike(x)));
      }
      for (ConfidenceMeasure measure : ConfidenceMeasure.values()) {
        assertNaN(measure.name(), measure.of(x));
      }
    }
  }

  private static void assertNaN(String name, INDArray measures) {
    assertThat(measures.getDouble(0)).as(name).isNaN();
    assertThat(measures.getDouble(1)).as(name).isFinite();
    assertThat(measures.getDouble(2)).as(name).isNaN();
  }

  @Test
  void masksLeaveOutStepsAndPositions() {
    // [N=1, F=2, T=3]: the last step is masked.
    INDArray sequence = Nd4j.createFromArray(new double[][][] {{{1, 2, 50}, {-3, 4, 60}}});
    INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 0}});
    assertThat(Activity.of(ActivityMeasure.MEAN_ABS, sequence, InputLayout.NCW, mask).getDouble(0))
        .isEqualTo(2.5, within(1e-12));
    assertThat(
            Activity.of(
                    ActivityMeasure.MAX_ABS,
                    sequence.permute(0, 2, 1).dup('c'),
                    InputLayout.NWC,
                    mask)
                .getDouble(0))
        .isEqualTo(4, within(1e-12));
    // [N=1, F=1, H=2, W=2] with a mask a position
    INDArray image = Nd4j.createFromArray(1.0, 2, 3, 40).reshape(1, 1, 2, 2);
    INDArray positions = Nd4j.createFromArray(1.0, 1, 1, 0).reshape(1, 1, 2, 2);
    assertThat(
            Activity.of(ActivityMeasure.MEAN_ABS, image, InputLayout.NCHW, positions).getDouble(0))
        .isEqualTo(2, within(1e-12));
    assertThat(
            Activity.of(
                    ActivityMeasure.MEAN_ABS,
                    image.permute(0, 2, 3, 1).dup('c'),
                    InputLayout.NHWC,
                    positions)
                .getDouble(0))
        .isEqualTo(2, within(1e-12));
  }

  @Test
  void viewsAndFOrderGiveWhatCopiesGive() {
    INDArray x = Nd4j.rand(DataType.DOUBLE, 3, 2, 4, 5).subi(0.5);
    INDArray view = x.permute(0, 2, 3, 1);
    for (ActivityMeasure measure : ActivityMeasure.values()) {
      INDArray expected = Activity.of(measure, view.dup('c'), InputLayout.NHWC, null);
      assertThat(Activity.of(measure, view, InputLayout.NHWC, null)).isEqualTo(expected);
      assertThat(Activity.of(measure, view.dup('f'), InputLayout.NHWC, null)).isEqualTo(expected);
      assertThat(Activity.of(measure, x, InputLayout.NCHW, null)).isEqualTo(expected);
    }
  }

  @Test
  void aTieIsSkippedInBothDirections() {
    assertThat(Direction.SKIP_LOW.through(0.5, 0.5)).isFalse();
    assertThat(Direction.SKIP_HIGH.through(0.5, 0.5)).isFalse();
    assertThat(Direction.SKIP_LOW.through(0.6, 0.5)).isTrue();
    assertThat(Direction.SKIP_HIGH.through(0.4, 0.5)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(ConfidenceMeasure.class)
  void confidenceFollowsItsDefinition(ConfidenceMeasure measure) {
    double[][] q = {{0.7, 0.2, 0.1}, {0.3, 0.3, 0.4}};
    INDArray found = measure.of(Nd4j.createFromArray(q));
    INDArray gradient = measure.gradient(Nd4j.createFromArray(q));
    for (int n = 0; n < 2; n++) {
      double max = Arrays.stream(q[n]).max().orElseThrow();
      double entropy = -Arrays.stream(q[n]).map(v -> v * Math.log(v)).sum();
      boolean isMax = measure == ConfidenceMeasure.MAX_PROBABILITY;
      assertThat(found.getDouble(n)).isEqualTo(isMax ? max : entropy, within(1e-12));
      for (int c = 0; c < 3; c++) {
        double expected = isMax ? (q[n][c] == max ? 1 : 0) : -Math.log(q[n][c]) - 1;
        assertThat(gradient.getDouble(n, c)).isEqualTo(expected, within(1e-12));
      }
    }
    INDArray sure = Nd4j.createFromArray(new float[][] {{1, 0, 0}});
    assertThat(measure.of(sure).getDouble(0))
        .isEqualTo(measure == ConfidenceMeasure.MAX_PROBABILITY ? 1 : 0, within(1e-6));
    assertThat(measure.gradient(sure).isNaN().any() || measure.gradient(sure).isInfinite().any())
        .isFalse();
  }
}
