package io.github.dl4jrouting.examples.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.examples.tune.TuneResult.Threshold;
import io.github.dl4jrouting.gate.Direction;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateWordsTest {
  private static final OperatingPoint POINT =
      new OperatingPoint(
          "MEAN_ABS",
          List.of(0.5, 0.5, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY),
          List.of(Direction.SKIP_LOW, Direction.SKIP_HIGH, Direction.SKIP_LOW, Direction.SKIP_HIGH),
          new Outcome(0.9, 0.5, 0.6, 100));

  @Test
  void saysWhichSideIsSkipped() {
    assertThat(new GateWords(List.of("a", "b", "c", "d")).of(POINT))
        .containsExactly(
            new Threshold("a", "below", 0.5),
            new Threshold("b", "above", 0.5),
            new Threshold("c", "never", null),
            new Threshold("d", "always", null));
  }

  @Test
  void hasAColumnForTheMeasureAndTwoForEachGate() {
    assertThat(new GateWords(List.of("a", "b", "c", "d")).columns(POINT))
        .hasSize(9)
        .containsEntry("measure", "MEAN_ABS")
        .containsEntry("b skips", "above")
        .containsEntry("d threshold", "-Infinity");
  }
}
