package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The largest of each 2×2 numbers, for any kind of numbers and any number of planes at once. */
class SubsamplingKernelTest {
  private static final int[] TWO = {2, 2};

  @ParameterizedTest
  @CsvSource({
    "20, 12, 12, 0",
    "20, 12, 12, -3",
    "3, 7, 9, 0",
    "3, 7, 9, -3",
    "2, 2, 3, -3",
    "30, 20, 30, -3",
    "2, 100, 90, 0",
    "1, 3, 2, -9"
  })
  void isTheLargestOfFour(int channels, int height, int width, float least) {
    Random random = new Random(channels + height);
    float[] x = new float[2 * channels * height * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(least, (float) random.nextGaussian() * 2);
    }
    x[0] = least < 0 ? -0f : Float.POSITIVE_INFINITY;

    assertThat(pooled(x, channels, height, width)).isEqualTo(expected(x, height, width));
  }

  @ParameterizedTest
  @CsvSource({"5, 4, 6, 0", "5, 4, 6, -3", "40, 20, 30, -3"})
  void notANumberIsTheLargestAsForMathMax(int channels, int height, int width, float least) {
    float[] x = new float[2 * channels * height * width];
    java.util.Arrays.fill(x, 1);
    x[x.length / 2] = least;
    x[x.length / 3] = Float.NaN;
    // What a processor makes of ∞ − ∞.
    x[x.length / 2 + 5] = Float.intBitsToFloat(0xffc00000);

    float[] found = pooled(x, channels, height, width);

    assertThat(found).isEqualTo(expected(x, height, width));
    assertThat(found).contains(Float.NaN);
  }

  private static float[] pooled(float[] x, int channels, int height, int width) {
    SubsamplingKernel kernel =
        new SubsamplingKernel(
            new Window(TWO, TWO, new int[2], new int[] {1, 1}, ConvolutionMode.Truncate),
            Pooling.MAX);
    Step step = new Step(new Workers(1), new MemoryPool());
    step.inputs(1);
    step.in[0] = Memory.of(x);
    step.inShape[0] = new int[] {channels, height, width};
    step.outShape = kernel.outputShape(step.inShape);
    step.rows = 2;
    float[] y = new float[2 * Shapes.size(step.outShape)];
    step.out = Memory.of(y);
    kernel.compute(step);
    step.out.buffer().get(0, y);
    return y;
  }

  private static float[] expected(float[] x, int height, int width) {
    int planes = x.length / height / width;
    float[] y = new float[planes * (height / 2) * (width / 2)];
    int to = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int i = 0; i + 1 < height; i += 2) {
        for (int j = 0; j + 1 < width; j += 2, to++) {
          int at = (plane * height + i) * width + j;
          y[to] = Math.max(Math.max(x[at], x[at + 1]), Math.max(x[at + width], x[at + width + 1]));
        }
      }
    }
    return y;
  }
}
