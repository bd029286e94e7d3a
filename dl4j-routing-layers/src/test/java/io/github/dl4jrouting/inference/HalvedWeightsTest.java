package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvedWeightsTest {

  @ParameterizedTest
  @CsvSource({"2,1", "256,17", "1152,32", "300,5"})
  void theProductIsThatOfLoops(int nIn, int nOut) {
    Random random = new Random(nIn);
    float[] w = numbers(random, nIn * nOut);
    float[] x = numbers(random, 2 * nIn);
    Memory out = Memory.of(new float[nOut + 2]);
    new HalvedWeights(w, nOut).multiply(Memory.of(x), nIn, out, 1, new Lane(0));
    for (int o = 0; o < nOut; o++) {
      double expected = 0;
      for (int i = 0; i < nIn; i++) {
        expected += (double) x[nIn + i] * w[i * nOut + o];
      }
      assertThat(out.buffer().get(1 + o)).isCloseTo((float) expected, within(1e-5f * nIn + 1e-6f));
    }
    assertThat(out.buffer().get(0)).isZero();
    assertThat(out.buffer().get(nOut + 1)).isZero();
  }

  private static float[] numbers(Random random, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({"254,32", "257,32", "256,33"})
  void otherSizesAreNotHalved(int nIn, int nOut) {
    assertThat(HalvedWeights.ifFaster(new float[nIn * nOut], nOut)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"256,32", "1152,17"})
  void fewOutputsOfManyInputsAreHalvedWhereNothingIsPacked(int nIn, int nOut) {
    assertThat(HalvedWeights.ifFaster(new float[nIn * nOut], nOut).isPresent())
        .isNotEqualTo(SmallProducts.arePacked());
  }
}
