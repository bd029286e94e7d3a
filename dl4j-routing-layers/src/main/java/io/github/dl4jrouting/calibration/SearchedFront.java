package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A split parted in two, the front that was searched on one half, and what the other half says of
 * it.
 */
final class SearchedFront {
  private static final int PARTS = 20;

  private final List<GateTraces> traces;
  private final CalibratorSettings settings;
  private final Halves halves;
  private final List<OperatingPoint> front;

  SearchedFront(List<GateTraces> traces, CalibratorSettings settings) {
    this.traces = traces;
    this.settings = settings;
    this.halves = Halves.of(traces.get(0).samples(), settings.seed());
    List<OperatingPoint> points = new ArrayList<>();
    int index = 0;
    for (ActivityMeasure measure : settings.measures()) {
      GateTraces part = traces.get(index++).subset(halves.first()).compact();
      points.addAll(
          new ThresholdSearch(part, measure.name(), settings.directions(), PARTS).front());
    }
    this.front = OperatingPoint.paretoFront(points);
  }

  /** The traces that a point's criterion reads. */
  static GateTraces of(List<GateTraces> traces, OperatingPoint point, CalibratorSettings settings) {
    int index = 0;
    for (ActivityMeasure measure : settings.measures()) {
      if (measure.name().equals(point.criterion())) {
        return traces.get(index);
      }
      index++;
    }
    throw new IllegalArgumentException(
        "Expected a point found with one of "
            + settings.measures()
            + ", found "
            + point.criterion());
  }

  private GateTraces half(OperatingPoint point, int[] rows) {
    return of(traces, point, settings).subset(rows);
  }

  private PairedDrop drop(OperatingPoint point, int[] rows) {
    return half(point, rows).drop(point.thresholdArray(), point.directions());
  }

  /** The cheapest point whose drop is certified, or all gates open. */
  Calibration promising(double allowedDrop) {
    // One sequence over the joint front: points of different measures share the two halves.
    return result(
        Certification.cheapest(
                front,
                point -> drop(point, halves.first()),
                point -> drop(point, halves.second()),
                allowedDrop,
                settings.risk(),
                settings.unseen())
            .orElseGet(this::open));
  }

  /** The most accurate point within a budget. */
  Calibration within(double computeRatio) {
    return result(OperatingPoint.within(front, computeRatio));
  }

  private Calibration result(OperatingPoint chosen) {
    GateTraces own = half(chosen, halves.second());
    double[] thresholds = chosen.thresholdArray();
    GateTraces all = traces.get(0);
    return new Calibration(
        all.sites().stream().map(GateSite::gate).toList(),
        chosen,
        all.uniform(all.dense()).accuracy(),
        own.evaluate(thresholds, chosen.directions()),
        own.drop(thresholds, chosen.directions()),
        front);
  }

  private OperatingPoint open() {
    GateTraces searched = traces.get(0).subset(halves.first());
    List<Direction> low = searched.directions();
    double[] thresholds = low.stream().mapToDouble(Direction::open).toArray();
    return new OperatingPoint(
        settings.measures().iterator().next().name(),
        Arrays.stream(thresholds).boxed().toList(),
        low,
        searched.evaluate(thresholds, low));
  }
}
