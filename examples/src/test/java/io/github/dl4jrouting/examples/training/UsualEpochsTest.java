package io.github.dl4jrouting.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsualEpochsTest {

  @ParameterizedTest
  @CsvSource({"10000, 20", "2000, 20", "1000, 40", "999, 40", "500, 67", "200, 100", "1, 100"})
  void fewSamplesArePassedMoreOften(int samples, int epochs) {
    assertThat(new UsualEpochs(20, 200).over(samples)).isEqualTo(epochs);
  }

  @Test
  void neverFewerThanTheUsualNumber() {
    assertThat(new UsualEpochs(300, 200).over(10)).isEqualTo(300);
  }
}
