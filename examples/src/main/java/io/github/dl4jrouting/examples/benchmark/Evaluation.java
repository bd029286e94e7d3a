package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.Rows.Shape;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Ratios and fits of what was measured. */
final class Evaluation {
  static final String EFFICIENCY = "(engine dense / engine routed) * (1 - s)";

  /**
   * What reading weights leaves possible of the efficiency: a call reads those of every block that
   * some sample of its batch needs, and the engine's dense call of batch 1 is the time that reading
   * all of them takes.
   */
  static final String EFFICIENCY_LIMIT =
      "min(1, (engine dense / (engine dense, batch 1 * blocks needed)) * (1 - s))";

  static final String STOCK_OVER_ENGINE = "stock dense / engine dense";
  static final String ENGINE_OVER_PYTORCH = "engine dense / pytorch dense";
  static final String ENGINE_OVER_ONNXRUNTIME = "engine dense / onnxruntime dense";
  static final String PYTORCH_OVER_ROUTED = "pytorch dense / engine routed";
  static final String ROUTED_OVER_ROUTED = "pytorch routed / engine routed";
  static final String ROUTER_OVERHEAD = "engine routed / engine dense - 1, router, s = 0";
  static final String GATE_OVERHEAD = "engine routed / engine dense - 1, activity gate, s = 0";

  private final Rows rows;
  private final List<Ratio> ratios = new ArrayList<>();

  private Evaluation(Rows rows) {
    this.rows = rows;
  }

  /** Every ratio that can be taken. */
  static List<Ratio> ratios(Rows rows) {
    Evaluation evaluation = new Evaluation(rows);
    rows.shapes().forEach(evaluation::add);
    return evaluation.ratios;
  }

  private void add(Shape shape) {
    String engine = Contestant.ENGINE;
    String pytorch = Contestant.PYTORCH;
    var dense = rows.dense(engine, shape);
    boolean gated = Workloads.isGated(shape.workload());
    if (!gated) {
      add(STOCK_OVER_ENGINE, shape, 0, Rows.ratio(rows.dense(Contestant.STOCK, shape), dense));
      add(ENGINE_OVER_PYTORCH, shape, 0, Rows.ratio(dense, rows.dense(pytorch, shape)));
      add(
          ENGINE_OVER_ONNXRUNTIME,
          shape,
          0,
          Rows.ratio(dense, rows.dense(Contestant.ONNXRUNTIME, shape)));
    }
    for (Row row : rows.routed(engine, shape)) {
      double s = row.skipRatio();
      var routed = rows.routed(engine, shape, s);
      if (s == 0) {
        OptionalDouble over = Rows.ratio(routed, dense);
        add(
            gated ? GATE_OVERHEAD : ROUTER_OVERHEAD,
            shape,
            s,
            over.isEmpty() ? over : OptionalDouble.of(over.getAsDouble() - 1));
      }
      if (!gated) {
        add(EFFICIENCY, shape, s, rows.efficiency(shape, s));
        addLimit(shape, s);
        add(PYTORCH_OVER_ROUTED, shape, s, Rows.ratio(rows.dense(pytorch, shape), routed));
        add(ROUTED_OVER_ROUTED, shape, s, Rows.ratio(rows.routed(pytorch, shape, s), routed));
      }
    }
  }

  private void addLimit(Shape shape, double s) {
    if (Workloads.width(shape.workload()) == 0 || s == 0) {
      return;
    }
    var once = rows.dense(Contestant.ENGINE, new Shape(shape.workload(), 1));
    OptionalDouble overReading = Rows.ratio(rows.dense(Contestant.ENGINE, shape), once);
    if (overReading.isPresent()) {
      double needed = Inputs.neededBlocks(Workloads.named(shape.workload()), shape.batch(), s);
      double limit = overReading.getAsDouble() * (1 - s) / needed;
      add(EFFICIENCY_LIMIT, shape, s, OptionalDouble.of(Math.min(1, limit)));
    }
  }

  private void add(String measure, Shape shape, double skipRatio, OptionalDouble value) {
    value.ifPresent(
        v -> ratios.add(new Ratio(measure, shape.workload(), shape.batch(), skipRatio, v)));
  }

  /** A line for every shape with three skip ratios or more. */
  static List<LinearFit> fits(Rows rows) {
    List<LinearFit> fits = new ArrayList<>();
    for (Shape shape : rows.shapes()) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (Row row : rows.routed(Contestant.ENGINE, shape)) {
        rows.dense(Contestant.ENGINE, shape)
            .ifPresent(
                dense -> {
                  x.add(1 - row.skipRatio());
                  y.add(row.over(dense));
                });
      }
      if (x.stream().distinct().count() > 2) {
        fits.add(LinearFit.of(shape, x, y));
      }
    }
    return fits;
  }
}
