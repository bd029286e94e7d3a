package io.github.dl4jrouting.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class RegularizationScoreTest {

  static Stream<Regularization> regularizations() {
    return Stream.of(
        new L2Regularization(0.3),
        new L2Regularization(new MapSchedule(ScheduleType.EPOCH, Map.of(0, 0.1, 2, 0.7))),
        new L1Regularization(0.3),
        new WeightDecay(0.3, true));
  }

  @ParameterizedTest
  @MethodSource("regularizations")
  void isWhatTheRegularizationSays(Regularization regularization) {
    INDArray small = Nd4j.rand(DataType.FLOAT, 13, 4).subi(0.5).dup('f');
    for (INDArray w :
        List.of(small, small.castTo(DataType.DOUBLE), Nd4j.rand(DataType.FLOAT, 200, 100))) {
      double expected = regularization.score(w, 5, 2);
      assertThat(expected).isPositive();
      assertThat(RegularizationScore.of(regularization, w, 5, 2))
          .isCloseTo(expected, within(1e-5 * expected));
    }
  }
}
