package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What a {@link ThresholdCalibrator} or an {@link ExitCalibrator} is told; their methods say what
 * each means. Measures, directions and the preparation are the former's alone.
 */
record CalibratorSettings(
    double allowedDrop,
    double risk,
    double unseen,
    Set<ActivityMeasure> measures,
    Set<Direction> directions,
    long seed,
    Consumer<ComputationGraph> preparation) {
  static final CalibratorSettings DEFAULT =
      new CalibratorSettings(
          0.005,
          0.1,
          Double.POSITIVE_INFINITY,
          EnumSet.allOf(ActivityMeasure.class),
          EnumSet.allOf(Direction.class),
          1,
          network -> {});

  CalibratorSettings {
    between0And1("an allowed drop", allowedDrop);
    between0And1("a risk", risk);
    if (!(unseen >= 1)) {
      throw new IllegalArgumentException(
          "Expected an unseen split of at least 1 sample, found " + unseen);
    }
  }

  private static void between0And1(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "Expected " + what + " above 0 and below 1, found " + value);
    }
  }

  CalibratorSettings withAllowedDrop(double drop) {
    return new CalibratorSettings(drop, risk, unseen, measures, directions, seed, preparation);
  }

  CalibratorSettings withRisk(double value) {
    return new CalibratorSettings(
        allowedDrop, value, unseen, measures, directions, seed, preparation);
  }

  CalibratorSettings withUnseen(double samples) {
    return new CalibratorSettings(
        allowedDrop, risk, samples, measures, directions, seed, preparation);
  }

  CalibratorSettings withMeasures(ActivityMeasure... tried) {
    Set<ActivityMeasure> set = EnumSet.copyOf(Arrays.asList(tried));
    return new CalibratorSettings(allowedDrop, risk, unseen, set, directions, seed, preparation);
  }

  CalibratorSettings withDirections(Direction... tried) {
    Set<Direction> set = EnumSet.copyOf(Arrays.asList(tried));
    return new CalibratorSettings(allowedDrop, risk, unseen, measures, set, seed, preparation);
  }

  CalibratorSettings withSeed(long value) {
    return new CalibratorSettings(
        allowedDrop, risk, unseen, measures, directions, value, preparation);
  }

  CalibratorSettings withPreparation(Consumer<ComputationGraph> prepare) {
    return new CalibratorSettings(allowedDrop, risk, unseen, measures, directions, seed, prepare);
  }
}
