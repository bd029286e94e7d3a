package io.github.dl4jrouting.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class AffineTest {

  private static final int OUTPUTS = 3;

  /** One array of each layout, of few numbers and of so many that ND4J multiplies. */
  static Stream<INDArray> inputs() {
    Nd4j.getRandom().setSeed(5);
    return Stream.of(
        random(7, 19),
        random(7, 19).dup('f'),
        random(19, 7).transpose(),
        random(1, 19),
        random(7, 1),
        random(20, 19).get(NDArrayIndex.interval(3, 12), NDArrayIndex.all()),
        random(7, 30).get(NDArrayIndex.all(), NDArrayIndex.interval(2, 21)), // with gaps
        random(7, 19).castTo(DataType.DOUBLE),
        random(300, 400),
        random(300, 400).dup('f'));
  }

  private static INDArray random(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).subi(0.5);
  }

  /** As DL4J has parameters: in f order, behind others. */
  private static INDArray parameter(INDArray like, long rows, long columns) {
    return random(1, 2 + rows * columns)
        .castTo(like.dataType())
        .reshape(2 + rows * columns)
        .get(NDArrayIndex.interval(2, 2 + rows * columns))
        .reshape('f', rows, columns);
  }

  private static INDArray precise(INDArray array) {
    return array.castTo(DataType.DOUBLE);
  }

  private static double[] rowMajor(INDArray array) {
    return precise(array).dup('c').data().asDouble();
  }

  private static void isClose(INDArray found, INDArray expected) {
    double largest = expected.amaxNumber().doubleValue();
    assertThat(precise(found).sub(expected).amaxNumber().doubleValue())
        .isLessThan(1e-6 * (1 + largest));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void multipliesAndAddsWhateverTheLayout(INDArray x) {
    INDArray w = parameter(x, x.size(1), OUTPUTS);
    INDArray b = parameter(x, 1, OUTPUTS);
    INDArray expected = precise(x).mmul(precise(w)).addRowVector(precise(b));
    INDArray found = Nd4j.create(Affine.forward(x, w, b), new long[] {x.size(0), OUTPUTS}, 'c');
    isClose(found, expected);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void givesAllGradients(INDArray x) {
    INDArray w = parameter(x, x.size(1), OUTPUTS);
    INDArray dz = random(x.size(0), OUTPUTS).castTo(x.dataType());
    INDArray dw = parameter(x, x.size(1), OUTPUTS);
    INDArray db = parameter(x, 1, OUTPUTS);
    INDArray dx = Nd4j.create(x.dataType(), x.shape(), 'c');
    Affine.backward(x, w, rowMajor(dz), dw, db, dx);
    isClose(dw, precise(x).transpose().mmul(precise(dz)));
    isClose(db, precise(dz).sum(true, 0));
    isClose(dx, precise(dz).mmul(precise(w).transpose()));
  }

  @Test
  void takesWeightsInAnyOrder() {
    INDArray x = random(7, 19);
    INDArray w = random(19, OUTPUTS); // in c order, as noise on weights may leave them
    INDArray b = random(1, OUTPUTS);
    double[] found = Affine.forward(x, w, b);
    assertThat(found).containsExactly(Affine.forward(x, w.dup('f'), b), within(1e-6));
  }

  private static org.assertj.core.data.Offset<Double> within(double difference) {
    return org.assertj.core.data.Offset.offset(difference);
  }
}
