package io.github.dl4jrouting.zoo.recipe;

import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A learning rate that falls linearly to zero over a number of mini-batches, in a hundred steps at
 * most. It is made of ND4J's own classes, so that a dense network trained with it is read by stock
 * DL4J. ND4J's PolySchedule is of no use: in 1.0.0-M2.1 it computes {@code (1 + i / n)}, which
 * rises to the double.
 */
public final class FallingRate {
  private static final int MOST_STEPS = 100;

  private FallingRate() {}

  /**
   * A schedule by mini-batch.
   *
   * @param start rate of the first mini-batches; the last ones have the smallest above zero
   * @param batches how many mini-batches it falls over, at least 1
   * @return the schedule
   * @throws IllegalArgumentException if there is no mini-batch
   */
  public static ISchedule linear(double start, int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException("Expected at least 1 mini-batch, found " + batches);
    }
    int steps = Math.min(batches, MOST_STEPS);
    Map<Integer, Double> rates = new TreeMap<>();
    for (int step = 0; step < steps; step++) {
      int first = (int) ((long) step * batches / steps);
      rates.put(first, start * (steps - step) / steps);
    }
    return new MapSchedule(ScheduleType.ITERATION, rates);
  }
}
