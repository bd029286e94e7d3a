package io.github.dl4jrouting.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RowMajorTest {
  private static final INDArray TABLE = Nd4j.rand(DataType.FLOAT, 24).reshape('c', 4, 6);

  private static void assertPlain(INDArray array) {
    assertThat(RowMajor.isPlain(array)).as("%s", array).isTrue();
    assertThat(RowMajor.plain(array)).isSameAs(array);
  }

  private static void assertNotPlain(INDArray array) {
    assertThat(RowMajor.isPlain(array)).as("%s", array).isFalse();
    INDArray plain = RowMajor.plain(array);
    assertThat(RowMajor.isPlain(plain)).isTrue();
    assertThat(plain).isEqualTo(array);
  }

  @Test
  void arraysWithoutGapsAreTakenAsTheyLie() {
    assertPlain(TABLE);
    assertPlain(TABLE.get(interval(1, 3), all()));
    assertPlain(TABLE.getRow(2));
    assertPlain(TABLE.getRow(2, true));
    assertPlain(TABLE.reshape('c', 2, 2, 6));
    assertPlain(TABLE.get(point(1), interval(2, 5)));
    assertPlain(Nd4j.scalar(3f));
  }

  @Test
  void valuesAreWrittenWhereTheArrayLies() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16}) {
      INDArray table = Nd4j.zeros(type, 3, 2);
      RowMajor.put(new double[] {4, 5}, table.getRow(1));
      assertThat(table.toDoubleMatrix()).isDeepEqualTo(new double[][] {{0, 0}, {4, 5}, {0, 0}});
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RowMajor.put(
                    new double[6],
                    Nd4j.createUninitialized(DataType.FLOAT, new long[] {2, 3}, 'f')))
        .withMessageContaining("6 elements that lie one after the other");
  }

  @Test
  void oneRowOrColumnHasNoOrder() {
    INDArray row = Nd4j.rand(DataType.FLOAT, 6).reshape('f', 1, 6);
    assertThat(row.ordering()).isEqualTo('f');
    assertPlain(row);
    assertPlain(Nd4j.create(DataType.FLOAT, new long[] {1, 1, 4, 1}, 'f'));
    assertPlain(Nd4j.create(DataType.FLOAT, new long[] {5, 1}, 'f'));
  }

  @Test
  void othersAreCopied() {
    assertNotPlain(TABLE.transpose());
    assertNotPlain(TABLE.dup('f'));
    assertNotPlain(TABLE.getColumn(1, true));
    assertNotPlain(TABLE.get(all(), interval(0, 3)));
    assertNotPlain(TABLE.reshape('c', 2, 2, 6).permute(1, 0, 2));
    assertNotPlain(Nd4j.rand(DataType.FLOAT, 1, 3, 2).dup('f'));
  }
}
