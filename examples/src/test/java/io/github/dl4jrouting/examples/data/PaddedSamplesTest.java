package io.github.dl4jrouting.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PaddedSamplesTest {

  private static final SampleShape SMALL = new SampleShape(2, 2, 3);

  /** One image whose pixels are 51, 102, 153, … of 255. */
  private static Samples image() {
    byte[] pixels = new byte[SMALL.features()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i < 5 ? 51 * (i + 1) : 255);
    }
    return new ImageSamples(SMALL, new byte[][] {pixels}, new int[] {7});
  }

  @Test
  void imagesStandInTheMiddleOfZeros() {
    Samples padded = PaddedSamples.of(image(), 4, 5);
    assertThat(padded.shape()).isEqualTo(new SampleShape(2, 4, 5));
    assertThat(padded.size()).isEqualTo(1);
    assertThat(padded.label(0)).isEqualTo(7);
    float[] target = new float[41];
    java.util.Arrays.fill(target, 9);
    padded.read(0, target, 1);
    assertThat(target)
        .containsExactly(
            9, //
            0, 0, 0, 0, 0, //
            0, 0.2f, 0.4f, 0.6f, 0, //
            0, 0.8f, 1, 1, 0, //
            0, 0, 0, 0, 0, //
            0, 0, 0, 0, 0, //
            0, 1, 1, 1, 0, //
            0, 1, 1, 1, 0, //
            0, 0, 0, 0, 0);
  }

  @Test
  void imagesThatAreLargeEnoughStayAsTheyAre() {
    Samples image = image();
    assertThat(PaddedSamples.of(image, 2, 2)).isSameAs(image);
    assertThat(PaddedSamples.of(image, 4, 2).shape()).isEqualTo(new SampleShape(2, 4, 3));
  }

  @Test
  void aShapeThatIsTooSmallIsRefused() {
    assertThatThrownBy(() -> new PaddedSamples(image(), new SampleShape(2, 1, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2x2x3")
        .hasMessageContaining("2x1x3");
  }
}
