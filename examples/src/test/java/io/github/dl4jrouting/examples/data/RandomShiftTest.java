package io.github.dl4jrouting.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class RandomShiftTest {

  private static final int SIZE = 7;
  private static final int MIDDLE = 3;
  private static final SampleShape SHAPE = new SampleShape(2, SIZE, SIZE);

  /** Images that are black but for the middle: 1 in the first channel, 2 in the second. */
  private static DataSet dots(int count) {
    INDArray images = Nd4j.zeros(count, 2, SIZE, SIZE);
    for (int n = 0; n < count; n++) {
      images.putScalar(n, 0, MIDDLE, MIDDLE, 1);
      images.putScalar(n, 1, MIDDLE, MIDDLE, 2);
    }
    return new DataSet(images.reshape('c', count, SHAPE.features()), Nd4j.zeros(count, 2));
  }

  private static INDArray shifted(int count, int pixels, long seed) {
    DataSet batch = dots(count);
    new RandomShift(SHAPE, pixels, seed).preProcess(batch);
    return batch.getFeatures();
  }

  @Test
  void allChannelsMoveTogetherToEveryPlaceInReach() {
    int count = 400;
    INDArray images = shifted(count, 2, 1).reshape('c', new int[] {count, 2, SIZE, SIZE});
    Set<Integer> places = new HashSet<>();
    for (int n = 0; n < count; n++) {
      for (int row = 0; row < SIZE; row++) {
        for (int column = 0; column < SIZE; column++) {
          double first = images.getDouble(n, 0, row, column);
          assertThat(images.getDouble(n, 1, row, column)).isEqualTo(2 * first);
          if (first == 1) {
            assertThat(Math.abs(row - MIDDLE)).isLessThanOrEqualTo(2);
            assertThat(Math.abs(column - MIDDLE)).isLessThanOrEqualTo(2);
            places.add(row * SIZE + column);
          }
        }
      }
    }
    assertThat(places).hasSize(5 * 5);
    assertThat(images.sumNumber().intValue()).isEqualTo(3 * count);
  }

  @Test
  void featuresOfPlainVectorsStayWhereTheyAre() {
    INDArray features = Nd4j.rand(50, 9);
    DataSet batch = new DataSet(features.dup(), Nd4j.zeros(50, 2));
    new RandomShift(new SampleShape(1, 1, 9), 2, 1).preProcess(batch);

    assertThat(batch.getFeatures()).isEqualTo(features);
  }

  @Test
  void whatMovesOverTheEdgeIsGoneAndZerosComeIn() {
    DataSet batch = new DataSet(Nd4j.ones(50, SHAPE.features()), Nd4j.zeros(50, 2));
    new RandomShift(SHAPE, 2, 1).preProcess(batch);

    assertThat(batch.getFeatures().maxNumber().intValue()).isEqualTo(1);
    assertThat(batch.getFeatures().sum(1).minNumber().intValue()).isEqualTo(2 * 5 * 5);
    assertThat(batch.getFeatures().sum(1).maxNumber().intValue()).isEqualTo(2 * 7 * 7);
  }

  @Test
  void dependsOnTheSeedAlone() {
    assertThat(shifted(20, 2, 1)).isEqualTo(shifted(20, 2, 1)).isNotEqualTo(shifted(20, 2, 2));
  }

  @Test
  void shiftOfNothingChangesNothing() {
    assertThat(shifted(5, 0, 1)).isEqualTo(dots(5).getFeatures());
    assertThatThrownBy(() -> new RandomShift(SHAPE, -1, 1)).hasMessageContaining("found -1");
  }
}
