package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionKernelTest {

  @ParameterizedTest(name = "{0} samples on {1} threads: {2}")
  @CsvSource({
    "1, 1, 1",
    "7, 1, 1",
    "1, 2, 2",
    "2, 2, 1",
    "3, 2, 2",
    "5, 2, 1",
    "64, 2, 1",
    "99, 2, 1",
    "1, 16, 16",
    "15, 16, 1",
    "17, 16, 2"
  })
  void samplesAreCutSoThatNoThreadWaitsLong(int samples, int threads, int bands) {
    assertThat(BandedConvolution.bands(samples, threads)).isEqualTo(bands);
  }
}
