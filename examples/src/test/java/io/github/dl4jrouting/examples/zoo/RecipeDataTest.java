package io.github.dl4jrouting.examples.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.ImageSamples;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class RecipeDataTest {

  private static final int SIZE = 11;

  private static RecipeData data(int epochSamples) {
    byte[][] images =
        IntStream.range(0, SIZE).mapToObj(n -> new byte[] {(byte) n}).toArray(byte[][]::new);
    Samples samples = new ImageSamples(new SampleShape(1, 1, 1), images, new int[SIZE]);
    return new RecipeData(
        new Dataset("numbers", samples, samples, 2), samples, true, 2, epochSamples, 0, 5);
  }

  private static List<Integer> seen(RecipeData data, int epoch) {
    List<Integer> seen = new ArrayList<>();
    for (DataSetIterator batches = data.epoch(epoch); batches.hasNext(); ) {
      DataSet batch = batches.next();
      for (double pixel : batch.getFeatures().ravel().toDoubleVector()) {
        seen.add((int) Math.round(pixel * 255));
      }
    }
    return seen;
  }

  @Test
  void epochsThatArePartsOfAPassShareItOut() {
    RecipeData data = data(3);
    assertThat(data.batches()).isEqualTo(2);
    List<Integer> pass = new ArrayList<>();
    for (int epoch = 1; epoch <= 3; epoch++) {
      assertThat(seen(data, epoch)).hasSize(3);
      pass.addAll(seen(data, epoch));
    }
    assertThat(pass).doesNotHaveDuplicates();
    assertThat(seen(data, 4)).hasSize(3).isNotEqualTo(seen(data, 1));
    assertThat(seen(data, 2)).isEqualTo(seen(data(3), 2));
  }

  @Test
  void anEpochHasAllSamplesWhereItMay() {
    for (int most : new int[] {SIZE, Integer.MAX_VALUE}) {
      assertThat(data(most).batches()).isEqualTo(6);
      assertThat(seen(data(most), 1)).hasSize(SIZE).doesNotHaveDuplicates();
      assertThat(seen(data(most), 2)).isNotEqualTo(seen(data(most), 1));
    }
  }
}
