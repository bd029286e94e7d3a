package io.github.dl4jrouting.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class MiniBatchesTest {

  /** Sample i has the one pixel i and the label i mod 3. */
  private static ImageSamples samples(int count) {
    byte[] pixels = new byte[count];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) i;
      labels[i] = (byte) (i % 3);
    }
    return new ImageSamples(new SampleShape(1, 1, 1), pixels, labels);
  }

  private static List<Integer> pass(MiniBatches batches) {
    List<Integer> order = new ArrayList<>();
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      for (int row = 0; row < batch.numExamples(); row++) {
        order.add(Math.round(batch.getFeatures().getFloat(row, 0) * 255));
      }
    }
    return order;
  }

  @Test
  void labelsAreOneHotAndBelongToTheirSamples() {
    MiniBatches batches = MiniBatches.shuffled(samples(30), 3, 8, 1);
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      assertThat(batch.getLabels().sumNumber().intValue()).isEqualTo(batch.numExamples());
      for (int row = 0; row < batch.numExamples(); row++) {
        int sample = Math.round(batch.getFeatures().getFloat(row, 0) * 255);
        assertThat(batch.getLabels().getFloat(row, sample % 3)).isEqualTo(1f);
      }
    }
  }

  @Test
  void everyPassHasEverySampleOnceAndTheLastBatchIsSmaller() {
    MiniBatches batches = MiniBatches.shuffled(samples(10), 3, 4, 1);

    assertThat(batches.batches()).isEqualTo(3);
    assertThat(pass(batches)).containsExactlyInAnyOrderElementsOf(range(10));
    batches.reset();
    batches.next();
    batches.next();
    assertThat(batches.next().numExamples()).isEqualTo(2);
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void sameSeedGivesSameOrdersAndEveryPassAnother() {
    MiniBatches first = MiniBatches.shuffled(samples(50), 3, 7, 5);
    MiniBatches second = MiniBatches.shuffled(samples(50), 3, 9, 5);
    MiniBatches other = MiniBatches.shuffled(samples(50), 3, 7, 6);

    List<Integer> order = pass(first);
    assertThat(order).isEqualTo(pass(second)).isNotEqualTo(pass(other)).isNotEqualTo(range(50));
    first.reset();
    second.reset();
    assertThat(pass(first)).isEqualTo(pass(second)).isNotEqualTo(order);
  }

  @Test
  void measuringGoesThroughTheSamplesInOrder() {
    assertThat(pass(MiniBatches.inOrder(samples(10), 3, 4))).isEqualTo(range(10));
  }

  @Test
  void firstSamplesAreAViewOfTheBeginning() {
    Samples first = samples(10).first(4);

    assertThat(pass(MiniBatches.inOrder(first, 3, 4))).isEqualTo(range(4));
    assertThat(samples(10).first(11).size()).isEqualTo(10);
    assertThatThrownBy(() -> first.label(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> samples(10).first(0)).hasMessageContaining("found 0");
  }

  @Test
  void spreadSamplesAreAViewOfAllPlaces() {
    Samples spread = samples(10).spread(4);

    assertThat(pass(MiniBatches.inOrder(spread, 3, 4))).containsExactly(0, 2, 5, 7);
    assertThat(spread.label(3)).isEqualTo(samples(10).label(7));
    assertThat(samples(10).spread(11).size()).isEqualTo(10);
    assertThatThrownBy(() -> spread.label(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> samples(10).spread(0)).hasMessageContaining("found 0");
  }

  private static List<Integer> range(int end) {
    return IntStream.range(0, end).boxed().toList();
  }
}
