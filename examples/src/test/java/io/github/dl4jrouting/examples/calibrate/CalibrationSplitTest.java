package io.github.dl4jrouting.examples.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.SelectedSamples;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationSplitTest {

  private static Dataset data() throws IOException {
    return KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(500, 100);
  }

  private static Set<Integer> pictures(Samples samples) {
    Set<Integer> pictures = new HashSet<>();
    for (int i = 0; i < samples.size(); i++) {
      float[] pixels = new float[samples.shape().features()];
      samples.read(i, pixels, 0);
      pictures.add(Arrays.hashCode(pixels));
    }
    return pictures;
  }

  @Test
  void calibrationSamplesAreTrainingSamplesThatAreNotTrainedOn() throws IOException {
    Dataset data = data();
    CalibrationSplit split = CalibrationSplit.of(data, 120, 5);
    assertThat(split.calibration().size()).isEqualTo(120);
    assertThat(split.training().train().size()).isEqualTo(380);
    assertThat(split.training().test()).isSameAs(data.test());
    Set<Integer> held = pictures(split.calibration());
    Set<Integer> trained = pictures(split.training().train());
    assertThat(held).hasSize(120).doesNotContainAnyElementsOf(trained);
    assertThat(pictures(data.train())).containsAll(held).containsAll(trained);
    assertThat(held).doesNotContainAnyElementsOf(pictures(data.test()));
  }

  @Test
  void theSeedDecidesWhich() throws IOException {
    Set<Integer> held = pictures(CalibrationSplit.of(data(), 120, 5).calibration());
    assertThat(pictures(CalibrationSplit.of(data(), 120, 5).calibration())).isEqualTo(held);
    assertThat(pictures(CalibrationSplit.of(data(), 120, 6).calibration())).isNotEqualTo(held);
  }

  @Test
  void shufflingKeepsEveryNumberOnce() {
    int[] order = SelectedSamples.shuffled(50, 3);
    assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
    assertThat(order).isNotEqualTo(IntStream.range(0, 50).toArray());
  }

  @Test
  void aSelectionOfNothingIsRefused() throws IOException {
    Samples all = data().train();
    assertThatThrownBy(() -> new SelectedSamples(all)).hasMessageContaining("at least 1 sample");
    assertThat(new SelectedSamples(all, 7).shape()).isEqualTo(new SampleShape(1, 28, 28));
    assertThat(new SelectedSamples(all, 7).label(0)).isEqualTo(all.label(7));
  }
}
