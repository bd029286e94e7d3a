package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.contestant.Cell;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What has been measured, and ratios of it.
 *
 * @param all every row
 */
record Rows(List<Row> all) {

  /** One workload and batch size. */
  record Shape(String workload, int batch) {
    @Override
    public String toString() {
      return workload + ", batch " + batch;
    }
  }

  /** The shapes, in the order in which they were measured. */
  List<Shape> shapes() {
    return all.stream().map(row -> new Shape(row.workload(), row.batch())).distinct().toList();
  }

  Optional<Row> dense(String engine, Shape shape) {
    return find(engine, new Cell(shape.workload(), shape.batch(), false, 0));
  }

  Optional<Row> routed(String engine, Shape shape, double skipRatio) {
    return find(engine, new Cell(shape.workload(), shape.batch(), true, skipRatio));
  }

  /** The routed rows of one contestant and shape. */
  List<Row> routed(String engine, Shape shape) {
    return all.stream().filter(row -> row.isOf(engine, cell(shape, row.skipRatio()))).toList();
  }

  private static Cell cell(Shape shape, double skipRatio) {
    return new Cell(shape.workload(), shape.batch(), true, skipRatio);
  }

  private Optional<Row> find(String engine, Cell cell) {
    return all.stream().filter(row -> row.isOf(engine, cell)).findFirst();
  }

  /** How many times as long as the second the first takes; empty where one was not measured. */
  static OptionalDouble ratio(Optional<Row> first, Optional<Row> second) {
    return first.isPresent() && second.isPresent()
        ? OptionalDouble.of(first.get().over(second.get()))
        : OptionalDouble.empty();
  }

  /** (time dense / time routed) ÷ (1 / (1 − s)) of the engine. */
  OptionalDouble efficiency(Shape shape, double skipRatio) {
    OptionalDouble speedup =
        ratio(dense(Contestant.ENGINE, shape), routed(Contestant.ENGINE, shape, skipRatio));
    return speedup.isEmpty() ? speedup : OptionalDouble.of(speedup.getAsDouble() * (1 - skipRatio));
  }
}
