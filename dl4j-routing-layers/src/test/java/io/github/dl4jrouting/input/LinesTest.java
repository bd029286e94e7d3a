package io.github.dl4jrouting.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class LinesTest {

  /** A matrix [3, 4] in each layout, type, and place in a larger array. */
  static Stream<INDArray> matrices() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE)
        .flatMap(
            type -> {
              INDArray flat = Nd4j.arange(20).castTo(type);
              INDArray view = flat.get(NDArrayIndex.interval(5, 17));
              return Stream.of(
                  flat.get(NDArrayIndex.interval(0, 12)).dup().reshape('c', 3, 4),
                  flat.get(NDArrayIndex.interval(0, 12)).dup().reshape('f', 3, 4),
                  view.reshape('c', 3, 4),
                  view.reshape('f', 3, 4),
                  view.reshape('c', 4, 3).transpose(),
                  flat.reshape('c', 4, 5)
                      .get(NDArrayIndex.interval(0, 3), NDArrayIndex.interval(1, 5)));
            });
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void rowsAndColumnsAreTheMatrixs(INDArray matrix) {
    double[][] rows = Lines.rows(matrix);
    double[][] columns = Lines.columns(matrix);
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 4; c++) {
        assertThat(rows[r][c]).isEqualTo(matrix.getDouble(r, c));
        assertThat(columns[c][r]).isEqualTo(matrix.getDouble(r, c));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void whatIsStoredIsReadAgain(INDArray matrix) {
    double[][] rows = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
    Lines.storeRows(rows, matrix);
    assertThat(matrix.toDoubleMatrix()).isDeepEqualTo(rows);
    double[][] columns = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
    Lines.storeColumns(columns, matrix);
    assertThat(Lines.columns(matrix)).isDeepEqualTo(columns);
    assertThat(matrix.getDouble(2, 1)).isEqualTo(6);
    assertThat(RowMajor.of(RowMajor.store(Lines.joined(rows), matrix)))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }
}
